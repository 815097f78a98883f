#include "core/state/cluster/head.h"

#include <stdexcept>

namespace trimtab {
namespace {

std::int64_t number_of(WallTime time) { return time.time_since_epoch().count(); }
WallTime time_in(const Value& value) { return WallTime(Duration(value.get<std::int64_t>())); }

Stored stored_in(const Value& value) {
  const auto stored = Stored::parse(value.get<std::string>());
  if (!stored) throw Value::other_error::create(599, "not the name of a stored text", &value);
  return *stored;
}

Value list_of(const StoredList& list) {
  Value value = Value::array();
  for (const Stored& stored : list) value.push_back(stored.text());
  return value;
}

StoredList list_in(const Value& value) {
  StoredList list;
  for (const Value& one : value) list.push_back(stored_in(one));
  return list;
}

Value value_of(const HeadRun& run) {
  const RunSummary& summary = run.summary;
  Value value{{"run", summary.run},         {"command", summary.command},     {"started", number_of(summary.started)},
              {"changes", summary.changes}, {"revision", summary.revision},   {"text", summary.text},
              {"about", run.about},         {"journal", list_of(run.journal)}};
  if (summary.ended) value["ended"] = number_of(*summary.ended);
  if (summary.result) value["result"] = to_text(*summary.result);
  return value;
}

HeadRun run_in(const Value& value) {
  HeadRun run;
  run.summary.run = value.at("run");
  run.summary.command = value.at("command");
  run.summary.started = time_in(value.at("started"));
  run.summary.changes = value.at("changes");
  run.summary.revision = value.at("revision");
  run.summary.text = value.at("text");
  run.about = value.at("about");
  run.journal = list_in(value.at("journal"));
  if (value.contains("ended")) run.summary.ended = time_in(value["ended"]);
  if (value.contains("result")) {
    run.summary.result = run_result_from(value["result"].get<std::string>());
    if (!run.summary.result) throw Value::other_error::create(599, "not the result of a run", &value);
  }
  return run;
}

Value value_of(const HeadRevision& revision) {
  return {{"number", revision.number},           {"run", revision.run},
          {"at", number_of(revision.at)},        {"spec_digest", revision.spec_digest},
          {"about", revision.about.text()},      {"order", revision.order.text()},
          {"objects", list_of(revision.objects)}};
}

HeadRevision revision_in(const Value& value) {
  return {value.at("number"),           value.at("run"),
          time_in(value.at("at")),      value.at("spec_digest"),
          stored_in(value.at("about")), stored_in(value.at("order")),
          list_in(value.at("objects"))};
}

Value value_of(const Rejection& rejection) {
  return {{"digest", rejection.digest},
          {"tries", rejection.tries},
          {"last", number_of(rejection.last)},
          {"reason", rejection.reason}};
}

Rejection rejection_in(const Value& value) {
  return {value.at("digest"), value.at("tries"), time_in(value.at("last")), value.at("reason")};
}

}  // namespace

const HeadRun* Head::open_run() const { return runs.empty() || runs.back().summary.result ? nullptr : &runs.back(); }

const HeadRun* Head::run(std::uint64_t number) const {
  for (const HeadRun& one : runs) {
    if (one.summary.run == number) return &one;
  }
  return nullptr;
}

const HeadRevision* Head::revision(std::uint64_t number) const {
  for (const HeadRevision& one : revisions) {
    if (one.number == number) return &one;
  }
  return nullptr;
}

std::set<Stored> Head::stored() const {
  std::set<Stored> all(inventory.begin(), inventory.end());
  if (identities) all.insert(*identities);
  for (const HeadRun& run : runs) all.insert(run.journal.begin(), run.journal.end());
  for (const HeadRevision& revision : revisions) {
    all.insert(revision.about);
    all.insert(revision.order);
    all.insert(revision.objects.begin(), revision.objects.end());
  }
  return all;
}

Value to_value(const Head& head) {
  Value value{
      {"epoch", head.epoch}, {"writer", head.writer}, {"commit", head.commit}, {"uid", head.uid},
      {"stack", head.stack}, {"slots", head.slots},   {"chosen", head.chosen}, {"inventory", list_of(head.inventory)}};
  if (head.identities) value["identities"] = head.identities->text();
  value["runs"] = value["revisions"] = value["rejections"] = Value::array();
  for (const HeadRun& run : head.runs) value["runs"].push_back(value_of(run));
  for (const HeadRevision& revision : head.revisions) value["revisions"].push_back(value_of(revision));
  for (const auto& [digest, rejection] : head.rejections) value["rejections"].push_back(value_of(rejection));
  return value;
}

Head head_from(const Value& value) {
  Head head;
  head.epoch = value.at("epoch");
  head.writer = value.at("writer");
  head.commit = value.at("commit");
  head.uid = value.at("uid");
  head.stack = value.at("stack");
  head.slots = value.at("slots").get<std::map<std::string, std::int64_t>>();
  head.chosen = value.at("chosen");
  head.inventory = list_in(value.at("inventory"));
  if (value.contains("identities")) head.identities = stored_in(value["identities"]);
  for (const Value& run : value.at("runs")) head.runs.push_back(run_in(run));
  for (const Value& revision : value.at("revisions")) head.revisions.push_back(revision_in(revision));
  for (const Value& one : value.at("rejections")) head.rejections.emplace(one.at("digest"), rejection_in(one));
  return head;
}

}  // namespace trimtab
