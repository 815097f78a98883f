#pragma once

#include <cstdint>
#include <string_view>

namespace trimtab {

/// A checksum over the fields of one stored row. The home of the store checks its own structure, not its content: with
/// a seal on each row, a bit that flipped on the disk is an error instead of another plan.
class Seal {
 public:
  Seal& add(std::string_view text);
  Seal& add(std::uint64_t number);

  [[nodiscard]] std::uint32_t value() const { return crc_; }

 private:
  std::uint32_t crc_ = 0;
};

}  // namespace trimtab
