#include "core/apply/schedule.h"

#include <catch2/catch_test_macros.hpp>

using namespace trimtab;

namespace {

std::vector<Job> jobs(const std::vector<std::vector<std::uint32_t>>& needs) {
  std::vector<Job> list(needs.size());
  for (std::size_t i = 0; i < needs.size(); ++i) list[i].needs = needs[i];
  return list;
}

}  // namespace

TEST_CASE("A job is ready when the last thing it needs is done, not when a level is") {
  const auto list = jobs({{}, {}, {0}});
  Schedule schedule(list, Stop::island);
  CHECK(schedule.ready(10) == std::vector<std::uint32_t>{0, 1});
  (void)schedule.next();
  schedule.done(0);
  CHECK(schedule.ready(10) == std::vector<std::uint32_t>{2});
}

TEST_CASE("At most the limit becomes ready at once") {
  const auto list = jobs({{}, {}, {}});
  Schedule schedule(list, Stop::island);
  CHECK(schedule.ready(2).size() == 2);
}

TEST_CASE("A failure stops its whole island and no other") {
  const auto list = jobs({{}, {0}, {0}, {}});
  Schedule schedule(list, Stop::island);
  (void)schedule.ready(10);
  (void)schedule.next();
  CHECK(schedule.failed(0) == std::vector<std::uint32_t>{1, 2});
  CHECK(schedule.of(3) == Progress::intended);
}

TEST_CASE("A failed undo stops only what depends on it") {
  const auto list = jobs({{}, {}, {0, 1}, {1}});
  Schedule schedule(list, Stop::dependents);
  (void)schedule.ready(10);
  (void)schedule.next();
  CHECK(schedule.failed(0) == std::vector<std::uint32_t>{2});
}
