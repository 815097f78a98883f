#include "core/support/thread_pool.h"

#include <atomic>
#include <barrier>
#include <catch2/catch_test_macros.hpp>
#include <memory>
#include <set>

#include "core/support/cancel.h"

using namespace trimtab;

TEST_CASE("A pool finishes what was posted before it ends") {
  std::atomic<int> done = 0;
  {
    ThreadPool pool(4);
    for (int i = 0; i < 1000; ++i) pool.post([&] { ++done; });
  }
  CHECK(done == 1000);
}

TEST_CASE("One thread runs jobs in the order they were posted") {
  std::string order;
  {
    ThreadPool pool(1);
    for (const char c : {'a', 'b', 'c', 'd'}) pool.post([&order, c] { order += c; });
  }
  CHECK(order == "abcd");
}

TEST_CASE("As many jobs run at once as there are threads") {
  std::barrier meeting(3);  // passes only when three jobs are in it together
  std::atomic<int> met = 0;
  {
    ThreadPool pool(3);
    for (int i = 0; i < 3; ++i) {
      pool.post([&] {
        meeting.arrive_and_wait();
        ++met;
      });
    }
  }
  CHECK(met == 3);
}

TEST_CASE("A job may post another, even while the pool ends") {
  std::atomic<int> done = 0;
  {
    ThreadPool pool(2);
    pool.post([&] { pool.post([&] { ++done; }); });
  }
  CHECK(done == 1);
}

TEST_CASE("Cancelling goes from finishing what runs to stopping now, and no further") {
  Cancel cancel;
  CHECK_FALSE(cancel.requested());
  cancel.raise();
  CHECK(cancel.level() == Cancel::Level::finish_in_flight);
  cancel.raise();
  cancel.raise();
  CHECK(cancel.level() == Cancel::Level::now);
}
