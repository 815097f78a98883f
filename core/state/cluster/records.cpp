#include "core/state/cluster/records.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "core/support/text.h"

namespace trimtab {
namespace {

/// What a program said is not always UTF-8.
std::string line_of(const Value& value) { return value.dump(-1, ' ', false, Value::error_handler_t::replace) + "\n"; }

template <class T>
T known(std::optional<T> value, const Value& word) {
  if (!value) throw Value::other_error::create(599, "an unknown word in a journal", &word);
  return std::move(*value);
}

std::optional<Object> object_in(const Value& value, const char* member) {
  const auto found = value.find(member);
  return found == value.end() ? std::nullopt : std::optional(found->get<Object>());
}

Operation operation_in(const Value& value, std::uint64_t run) {
  Operation operation;
  operation.run = run;
  operation.seq = value.at("intent");
  operation.id = known(Id::parse(value.at("id").get<std::string>()), value);
  operation.action = known(action_from(value.at("action").get<std::string>()), value);
  operation.step = known(step_from(value.at("step").get<std::string>()), value);
  operation.undoing = value.contains("undoing");
  operation.undo = known(undo_from(value.at("undo").get<std::string>()), value);
  operation.desired = object_in(value, "desired");
  operation.before = object_in(value, "before");
  operation.status = known(operation_status_from(value.at("status").get<std::string>()), value);
  operation.native = value.value("native", std::string());
  operation.text = value.value("text", std::string());
  operation.epoch = value.at("epoch");
  return operation;
}

Settlement settlement_in(const Value& value, const RunJournal& journal) {
  Settlement settlement;
  settlement.seq = value.at("outcome");
  settlement.status = known(operation_status_from(value.at("status").get<std::string>()), value);
  settlement.native = value.value("native", std::string());
  settlement.text = value.value("text", std::string());
  const std::string inventory = value.value("inventory", std::string());
  if (inventory == "drop") settlement.inventory = Settlement::Inventory::drop;
  if (inventory != "put") return settlement;
  settlement.inventory = Settlement::Inventory::put;
  settlement.object = object_in(value, "object");
  if (!settlement.object) settlement.object = journal.operations.at(settlement.seq).desired;
  return settlement;
}

std::unexpected<Error> broken(std::string what) { return fail(Errc::internal, "E0690", std::move(what)); }

}  // namespace

std::size_t RunJournal::open_intents() const {
  return static_cast<std::size_t>(std::ranges::count_if(
      operations, [](const auto& entry) { return entry.second.status == OperationStatus::intended; }));
}

std::string record_of(const Operation& operation) {
  Value value{
      {"intent", operation.seq},         {"id", operation.id.text()},       {"action", to_text(operation.action)},
      {"step", to_text(operation.step)}, {"undo", to_text(operation.undo)}, {"status", to_text(operation.status)},
      {"epoch", operation.epoch}};
  if (operation.undoing) value["undoing"] = true;
  if (operation.desired) value["desired"] = *operation.desired;
  if (operation.before) value["before"] = *operation.before;
  if (!operation.native.empty()) value["native"] = operation.native;
  if (!operation.text.empty()) value["text"] = operation.text;
  return line_of(value);
}

std::string record_of(const Settlement& settlement, const Operation& operation) {
  Value value{{"outcome", settlement.seq}, {"status", to_text(settlement.status)}};
  if (!settlement.native.empty()) value["native"] = settlement.native;
  if (!settlement.text.empty()) value["text"] = settlement.text;
  if (settlement.inventory == Settlement::Inventory::drop) value["inventory"] = "drop";
  if (settlement.inventory != Settlement::Inventory::put) return line_of(value);
  value["inventory"] = "put";
  const Value object(*settlement.object);
  if (!operation.desired || Value(*operation.desired) != object) value["object"] = object;
  return line_of(value);
}

void replay(const Operation& operation, RunJournal& journal) {
  journal.operations.insert_or_assign(operation.seq, operation);
}

void replay(const Settlement& settlement, std::uint64_t run, RunJournal& journal) {
  Operation& operation = journal.operations.at(settlement.seq);
  operation.status = settlement.status;
  if (!settlement.native.empty()) operation.native = settlement.native;
  if (!settlement.text.empty()) operation.text = settlement.text;
  if (settlement.inventory == Settlement::Inventory::drop) journal.changed[operation.id] = std::nullopt;
  if (settlement.inventory == Settlement::Inventory::put) {
    journal.changed[operation.id] = Recorded{*settlement.object, settlement.native, run};
  }
}

void replay(std::string_view records, std::uint64_t run, RunJournal& journal) {
  for (const std::string& line : split(records, '\n')) {
    if (line.empty()) continue;
    const Value value = Value::parse(line);
    if (value.contains("intent")) {
      replay(operation_in(value, run), journal);
    } else {
      replay(settlement_in(value, journal), run, journal);
    }
  }
}

Status check(std::span<const Operation> operations, const RunJournal& journal) {
  std::set<std::uint32_t> numbers;
  for (const Operation& operation : operations) {
    if (operation.run != operations.front().run) return broken("intents of two runs in one commit");
    if (journal.operations.contains(operation.seq) || !numbers.insert(operation.seq).second) {
      return broken(fmt::format("operation {}.{} is intended twice", operation.run, operation.seq));
    }
  }
  return {};
}

Status check(std::span<const Settlement> settlements, const RunJournal& journal) {
  for (const Settlement& settlement : settlements) {
    const auto found = journal.operations.find(settlement.seq);
    if (found == journal.operations.end()) {
      return broken(fmt::format("operation {} was never intended", settlement.seq));
    }
    if (settlement.inventory != Settlement::Inventory::put) continue;
    if (!settlement.object || settlement.object->id != found->second.id) {
      return broken(
          fmt::format("{} is to be put into the inventory and has another object or none", found->second.id.text()));
    }
  }
  return {};
}

}  // namespace trimtab
