#pragma once

#include <optional>

#include "core/model/value.h"
#include "core/target/local/site.h"

namespace trimtab {

/// So many bytes are read of a secret's value; a larger one is an error.
inline constexpr std::uint64_t largest_secret = std::uint64_t{1} << 20;

/// What is kept about a version of a secret beside its values: the definition it was made from, and keyed digests of
/// what came from outside. Holds no value.
struct SecretNote {
  std::int64_t version = 0;
  std::string definition;
  Value outside = Value::object();  ///< key → {"source": {"file": PATH} or {"env": NAME}, "keyed": digest}
};

[[nodiscard]] Status write_note(const LocalSite& site, std::string_view component, std::string_view name,
                                const SecretNote& note);
[[nodiscard]] Result<std::vector<SecretNote>> read_notes(const LocalSite& site, std::string_view component,
                                                         std::string_view name);

/// The value of {"file": PATH} or {"env": NAME}; one line end at its end is not part of it.
[[nodiscard]] Result<std::string> outside_value(const LocalSite& site, const Value& source);

/// facts["@target"]["secrets"]: versions that lie on disk whole.
[[nodiscard]] Result<Value> known_secrets(const LocalSite& site);

}  // namespace trimtab
