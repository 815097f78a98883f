#include "core/support/digest.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>

namespace trimtab {
namespace {

using Json = nlohmann::json;

std::string hex(const unsigned char* bytes, std::size_t count) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  text.reserve(count * 2);
  for (std::size_t i = 0; i < count; ++i) {
    text += digits[bytes[i] >> 4];
    text += digits[bytes[i] & 15];
  }
  return text;
}

/// A float that equals an integer exactly: JSON readers return either for the same value, so one text must do for both.
bool is_whole(const Json& value) {
  if (!value.is_number_float()) return false;
  const auto number = value.get<double>();
  constexpr double exact = 9007199254740992.0;  // 2^53: below it every integer is a double
  return std::abs(number) < exact && number == std::trunc(number);
}

bool has_whole_float(const Json& value) {
  if (value.is_structured()) return std::any_of(value.begin(), value.end(), has_whole_float);
  return is_whole(value);
}

void whole_floats_to_integers(Json& value) {
  if (is_whole(value)) value = static_cast<std::int64_t>(value.get<double>());
  if (value.is_structured()) std::for_each(value.begin(), value.end(), whole_floats_to_integers);
}

}  // namespace

std::string sha256(std::string_view bytes) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  // Fails only when the crypto library itself cannot work; a wrong digest would be worse than stopping.
  if (EVP_Digest(bytes.data(), bytes.size(), digest.data(), &size, EVP_sha256(), nullptr) != 1) std::abort();
  return hex(digest.data(), size);
}

std::string hmac_sha256(std::string_view key, std::string_view bytes) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  const auto* message = reinterpret_cast<const unsigned char*>(bytes.data());
  if (HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), message, bytes.size(), digest.data(), &size) ==
      nullptr) {
    std::abort();
  }
  return hex(digest.data(), size);
}

std::string canonical_json(const Json& value) {
  constexpr auto replace = Json::error_handler_t::replace;  // a digest must exist for every value; never throw
  if (!has_whole_float(value)) return value.dump(-1, ' ', false, replace);
  Json plain = value;
  whole_floats_to_integers(plain);
  return plain.dump(-1, ' ', false, replace);
}

std::string digest_of(const Json& value) { return sha256(canonical_json(value)); }

bool equal_secret(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace trimtab
