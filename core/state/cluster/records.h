#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "core/model/record.h"
#include "core/state/store.h"

namespace trimtab {

/// What the records of one run come to, in their order.
struct RunJournal {
  std::map<std::uint32_t, Operation> operations;
  /// What the run changed in the inventory: nothing for what left it.
  std::map<Id, std::optional<Recorded>> changed;

  [[nodiscard]] std::size_t open_intents() const;
};

/// A record is one line of JSON. An object that its intent has already is not said twice.
[[nodiscard]] std::string record_of(const Operation& operation);
[[nodiscard]] std::string record_of(const Settlement& settlement, const Operation& operation);

/// Goes on from what the journal has. Throws nlohmann's errors, or std::out_of_range, on what is not a record.
void replay(std::string_view records, std::uint64_t run, RunJournal& journal);
void replay(const Operation& operation, RunJournal& journal);
void replay(const Settlement& settlement, std::uint64_t run, RunJournal& journal);

/// Errc::internal where the contract of Store is broken, before anything is written.
[[nodiscard]] Status check(std::span<const Operation> operations, const RunJournal& journal);
[[nodiscard]] Status check(std::span<const Settlement> settlements, const RunJournal& journal);

}  // namespace trimtab
