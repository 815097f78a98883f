#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace trimtab {

/// A text that lies in parts beside the head, named by who wrote it and by what it holds: never changed, and never
/// called like what another writer wrote, so that a writer who was overtaken can neither spoil nor remove what counts.
struct Stored {
  std::uint64_t epoch = 0;  ///< of the writer
  std::string digest;       ///< of the compressed bytes, 32 hex digits
  std::uint32_t parts = 0;  ///< how many objects hold it

  /// "7.0d3f….1"
  [[nodiscard]] std::string text() const;
  [[nodiscard]] static std::optional<Stored> parse(std::string_view text);
  [[nodiscard]] std::string name(std::uint32_t part) const;
  auto operator<=>(const Stored&) const = default;
};

/// The digest by which a text in this form is known.
[[nodiscard]] std::string stored_digest(std::string_view bytes);

using StoredList = std::vector<Stored>;

}  // namespace trimtab
