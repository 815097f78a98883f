#include "tests/support/seeded_random.h"

namespace trimtab::test {

std::string SeededRandom::bytes(std::size_t count) {
  const std::scoped_lock lock(mutex_);
  std::string result;
  while (result.size() < count) result += static_cast<char>(engine_() >> 56);
  return result;
}

}  // namespace trimtab::test
