#include "tests/unit/state/store_contract.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <stdexcept>

namespace trimtab::test {
namespace {

std::string text(const Object& object) {
  return fmt::format("{}={}", object.id.name(), object.desired.at("text").get<std::string>());
}

}  // namespace

void ok(const Status& status) {
  if (!status) throw std::runtime_error(status.error().message());
}

SqliteHome::SqliteHome() { reopen(); }

void SqliteHome::close() {
  store_.reset();
  lock_.reset();
}

void SqliteHome::reopen() {
  close();
  lock_ = value(Lock::acquire(file().parent_path() / "lock", holder()));
  store_ = value(SqliteStore::open_for_writing(file(), *lock_, clock));
}

std::unique_ptr<SqliteStore> SqliteHome::reader() const { return value(SqliteStore::open_for_reading(file(), clock)); }

LockHolder holder(const std::string& command) {
  LockHolder holder;
  holder.command = command;
  holder.since = WallTime(Duration(1'790'000'000'000));
  return holder;
}

Object config(const std::string& name, const std::string& text) {
  Object object;
  object.id = Id("db", "config", name);
  object.driver = "file";
  object.desired = {{"text", text}};
  return object;
}

RunStart start(const std::string& command) {
  RunStart start;
  start.uid = "7f3a";
  start.stack = "demo";
  start.command = command;
  return start;
}

Operation intent(std::uint64_t run, std::uint32_t seq, const Object& object) {
  Operation operation;
  operation.run = run;
  operation.seq = seq;
  operation.id = object.id;
  operation.action = Action::create;
  operation.desired = object;
  return operation;
}

Settlement made(std::uint32_t seq, const Object& object) {
  Settlement settlement;
  settlement.seq = seq;
  settlement.native = "inode " + std::to_string(seq);
  settlement.inventory = Settlement::Inventory::put;
  settlement.object = object;
  return settlement;
}

Settlement gone(std::uint32_t seq) {
  Settlement settlement;
  settlement.seq = seq;
  settlement.inventory = Settlement::Inventory::drop;
  return settlement;
}

Settlement failed(std::uint32_t seq, const std::string& text) {
  Settlement settlement;
  settlement.seq = seq;
  settlement.status = OperationStatus::failed;
  settlement.text = text;
  return settlement;
}

Revision revision_of(std::vector<Object> objects) {
  Revision revision;
  revision.objects = std::move(objects);
  return revision;
}

std::uint64_t applied(Store& store, const std::vector<Object>& objects) {
  const std::uint64_t run = value(store.begin(start()));
  std::vector<Operation> intents;
  std::vector<Settlement> outcomes;
  for (const Object& object : objects) {
    const auto seq = static_cast<std::uint32_t>(intents.size() + 1);
    intents.push_back(intent(run, seq, object));
    outcomes.push_back(made(seq, object));
  }
  ok(store.intend(intents));
  ok(store.settle(run, outcomes));
  return value(store.end(run, RunResult::converged, "", revision_of(objects)));
}

std::optional<std::uint64_t> settle_open_intents(Store& store) {
  const auto open = value(store.read()).open_run;
  if (!open) return std::nullopt;
  for (const Operation& operation : value(store.operations(*open))) {
    if (operation.status != OperationStatus::intended) continue;
    ok(store.settle(*open, std::vector{failed(operation.seq, "not there")}));
  }
  return open;
}

std::string text(const std::map<Id, Recorded>& objects) {
  std::vector<std::string> words;
  for (const auto& [id, recorded] : objects) words.push_back(text(recorded.object));
  return fmt::format("{}", fmt::join(words, " "));
}

std::string text(const std::vector<Object>& objects) {
  std::vector<std::string> words;
  for (const Object& object : objects) words.push_back(text(object));
  return fmt::format("{}", fmt::join(words, " "));
}

std::string text(const std::map<Id, std::optional<Object>>& objects) {
  std::vector<std::string> words;
  for (const auto& [id, object] : objects) words.push_back(object ? text(*object) : fmt::format("{}=-", id.name()));
  return fmt::format("{}", fmt::join(words, " "));
}

std::string text(const std::vector<Operation>& operations) {
  std::vector<std::string> words;
  for (const Operation& operation : operations) {
    words.push_back(fmt::format("{} {} {} {}", operation.seq, to_text(operation.action), operation.id.name(),
                                to_text(operation.status)));
  }
  return fmt::format("{}", fmt::join(words, ", "));
}

}  // namespace trimtab::test
