#include "core/kube/limiter.h"

#include <catch2/catch_test_macros.hpp>
#include <thread>

using namespace trimtab;
using namespace std::chrono_literals;

TEST_CASE("A server that asks for less gets half as many requests, and slowly more again up to the ceiling") {
  KubeLimiter limiter(8);
  limiter.enter();
  limiter.leave_refused(0ms);
  CHECK(limiter.allowed() == 4);
  for (int good = 0; good < 4; ++good) {
    limiter.enter();
    limiter.leave();
  }
  CHECK(limiter.allowed() == 5);
  for (int good = 0; good < 100; ++good) {
    limiter.enter();
    limiter.leave();
  }
  CHECK(limiter.allowed() == 8);
}

TEST_CASE("Those who were refused together are one refusal") {
  KubeLimiter limiter(8);
  for (int i = 0; i < 8; ++i) limiter.enter();
  for (int i = 0; i < 8; ++i) limiter.leave_refused(200ms);
  CHECK(limiter.allowed() == 4);
}

TEST_CASE("No refusal leaves nobody a turn") {
  KubeLimiter limiter(1);
  limiter.enter();
  limiter.leave_refused(0ms);
  CHECK(limiter.allowed() == 1);
}

TEST_CASE("Nothing starts before the time that the server asked for") {
  KubeLimiter limiter(4);
  limiter.enter();
  const auto start = std::chrono::steady_clock::now();
  limiter.leave_refused(50ms);
  limiter.enter();
  CHECK(std::chrono::steady_clock::now() - start >= 50ms);
  limiter.leave();
}

TEST_CASE("One that waits for its turn gets it when another one leaves") {
  KubeLimiter limiter(1);
  limiter.enter();
  bool entered = false;
  {
    const std::jthread second([&] {
      limiter.enter();
      entered = true;
      limiter.leave();
    });
    limiter.leave();
  }
  CHECK(entered);
}
