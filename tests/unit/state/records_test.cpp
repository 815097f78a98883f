// What a run's journal in a cluster is made of, without a cluster.

#include "core/state/cluster/records.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include "core/state/cluster/head.h"
#include "tests/unit/state/store_contract.h"

using namespace trimtab;
using namespace trimtab::test;

namespace {

/// An intent and its outcome with everything that a record can say.
Operation full_intent() {
  Operation operation = intent(1, 1, config("a", "1"));
  operation.before = config("a", "0");
  operation.undoing = true;
  operation.native = "id-of-the-target";
  operation.text = "begun";
  return operation;
}

Settlement full_outcome(const Object& object) {
  Settlement settlement = made(1, object);
  settlement.native = "another-id";
  settlement.text = "done";
  return settlement;
}

RunJournal with(const Operation& operation) {
  RunJournal journal;
  replay(operation, journal);
  return journal;
}

/// The record with another value of one member.
std::string spoilt(const std::string& record, const char* member, const Value& other) {
  Value value = Value::parse(record);
  value[member] = other;
  return value.dump();
}

}  // namespace

TEST_CASE("A journal that is read is the journal that was written") {
  const Operation operation = full_intent();
  // What came of it is not always what was intended.
  const Settlement settlement = full_outcome(config("a", "1, and a default"));
  RunJournal told = with(operation);
  replay(settlement, 1, told);
  RunJournal read;
  replay(record_of(operation) + record_of(settlement, operation), 1, read);
  CHECK(text({read.operations.at(1)}) == text({told.operations.at(1)}));
  CHECK(read.operations.at(1).native == "another-id");
  CHECK(read.operations.at(1).text == "done");
  const Recorded& recorded = *read.changed.at(operation.id);
  CHECK(text({recorded.object}) == "a=1, and a default");
  CHECK(recorded.object.digest() == told.changed.at(operation.id)->object.digest());
  CHECK(recorded.native == "another-id");
}

TEST_CASE("An object that its intent has is not said a second time") {
  const Operation operation = full_intent();
  CHECK_FALSE(Value::parse(record_of(full_outcome(config("a", "1")), operation)).contains("object"));
  CHECK(Value::parse(record_of(full_outcome(config("a", "2")), operation)).contains("object"));
}

TEST_CASE("A word that nobody wrote makes a journal unreadable, not another journal") {
  const char* member = GENERATE("id", "action", "step", "undo", "status");
  CAPTURE(member);
  RunJournal journal;
  CHECK_THROWS_AS(replay(spoilt(record_of(full_intent()), member, "???"), 1, journal), nlohmann::json::exception);
  CHECK(journal.operations.empty());
}

TEST_CASE("An outcome with a word that nobody wrote, or of nothing, is none") {
  RunJournal journal = with(full_intent());
  const std::string record = record_of(full_outcome(config("a", "1")), full_intent());
  CHECK_THROWS_AS(replay(spoilt(record, "status", "???"), 1, journal), nlohmann::json::exception);
  CHECK_THROWS_AS(replay(spoilt(record, "outcome", 7), 1, journal), std::out_of_range);
  CHECK(journal.open_intents() == 1);
}

TEST_CASE("Intents that do not fit together are the engine's mistake, and nothing is written") {
  const Operation first = intent(1, 1, config("a", "1"));
  const auto of_two_runs = check(std::vector{first, intent(2, 2, config("b", "1"))}, {});
  CHECK(of_two_runs.error().message() == "intents of two runs in one commit");
  CHECK(check(std::vector{first, first}, {}).error().message() == "operation 1.1 is intended twice");
  CHECK(check(std::vector{first}, with(first)).error().message() == "operation 1.1 is intended twice");
  ok(check(std::vector{first}, {}));
}

TEST_CASE("An outcome without its object, or with another one, is the engine's mistake") {
  const RunJournal journal = with(intent(1, 1, config("a", "1")));
  Settlement without = made(1, config("a", "1"));
  without.object.reset();
  CHECK(check(std::vector{without}, journal).error().code == Errc::internal);
  CHECK(check(std::vector{made(1, config("b", "1"))}, journal).error().code == Errc::internal);
  CHECK(check(std::vector{made(2, config("a", "1"))}, journal).error().message() == "operation 2 was never intended");
  ok(check(std::vector{gone(1)}, journal));
}

TEST_CASE("What is not the name of a stored text is none") {
  CHECK(Stored::parse("3.00ff.2")->text() == "3.00ff.2");
  for (const char* name : {"", "3", "3.00ff", "3.00ff.2.1", "x.00ff.2", "3x.00ff.2", "3.00ff.x", "3.00ff.2x", ".."}) {
    CAPTURE(name);
    CHECK_FALSE(Stored::parse(name));
  }
}

TEST_CASE("A head with a name or a word that nobody wrote is unreadable") {
  Head head;
  head.inventory.push_back(*Stored::parse("1.00ff.1"));
  head.runs.emplace_back().summary.result = RunResult::converged;
  const Value good = to_value(head);
  CHECK(to_value(head_from(good)) == good);
  Value value = good;
  value["inventory"][0] = "1.00ff";
  CHECK_THROWS_AS(head_from(value), nlohmann::json::exception);
  value = good;
  value["runs"][0]["result"] = "???";
  CHECK_THROWS_AS(head_from(value), nlohmann::json::exception);
}
