#include "core/state/seal.h"

#include <zlib.h>

#include <array>

namespace trimtab {

Seal& Seal::add(std::string_view text) {
  // The length first, so that ("ab", "c") and ("a", "bc") differ.
  add(std::uint64_t{text.size()});
  crc_ = static_cast<std::uint32_t>(crc32_z(crc_, reinterpret_cast<const Bytef*>(text.data()), text.size()));
  return *this;
}

Seal& Seal::add(std::uint64_t number) {
  std::array<Bytef, 8> bytes{};
  for (Bytef& byte : bytes) {
    byte = static_cast<Bytef>(number & 0xff);
    number >>= 8;
  }
  crc_ = static_cast<std::uint32_t>(crc32_z(crc_, bytes.data(), bytes.size()));
  return *this;
}

}  // namespace trimtab
