#pragma once

#include <stdexcept>
#include <string>
#include <utility>

#include "core/support/disk.h"
#include "core/support/error.h"
#include "core/support/json.h"

namespace SQLite {
class Exception;
}

namespace trimtab {

/// Carries an Error out of the depth of a transaction, which is then not committed.
class Refusal : public std::runtime_error {
 public:
  explicit Refusal(std::unexpected<Error> failure)
      : std::runtime_error(failure.error().message()), error_(std::move(failure).error()) {}
  [[nodiscard]] const Error& error() const { return error_; }

 private:
  Error error_;
};

/// The store's content is not what was written: a seal, a word or a number does not fit.
class Damage : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// A caller that broke the contract of Store.
[[noreturn]] void broken_contract(std::string what);

/// What went wrong in SQLite, as what the user can do about it.
[[nodiscard]] Error error_of(const SQLite::Exception& exception, const Path& file);
[[nodiscard]] Error error_of(const Damage& damage, const Path& file);
/// Stored JSON that is none.
[[nodiscard]] Error error_of(const nlohmann::json::exception& exception, const Path& file);

}  // namespace trimtab
