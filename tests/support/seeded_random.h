#pragma once

#include <cstdint>
#include <mutex>
#include <random>

#include "core/support/random.h"

namespace trimtab::test {

/// The same bytes in the same order for the same seed, on every machine.
class SeededRandom final : public Random {
 public:
  explicit SeededRandom(std::uint64_t seed = 1) : engine_(seed) {}
  std::string bytes(std::size_t count) override;

 private:
  std::mutex mutex_;  // guards engine_
  std::mt19937_64 engine_;
};

}  // namespace trimtab::test
