#include <unistd.h>

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <random>

#include "tests/e2e/kube/state/cluster_home.h"
#include "tests/support/killed_child.h"
#include "tests/unit/state/store_contract.h"

using namespace trimtab;
using namespace trimtab::test;

namespace {

/// Makes objects "n1", "n2", … for ever, one run each three, and says the number of each one that is durable. Runs end
/// with a revision, so that there are texts to put down between two commits.
[[noreturn]] void write_for_ever(const std::string& name_space, const KilledChild::Say& say) {
  RealApi api;
  ManualClock clock;
  const ClusterPlace place{api.client(), name_space, "demo"};
  const auto lease = acquired(place, "writer-" + std::to_string(getpid()), clock);
  const auto store = value(ClusterStore::open_for_writing(place, *lease, clock));
  std::vector<Object> objects;
  for (const auto& [id, recorded] : value(store->read()).objects) objects.push_back(recorded.object);
  while (true) {
    const std::uint64_t run = value(store->begin(start()));
    for (std::uint32_t seq = 1; seq <= 3; ++seq) {
      objects.push_back(config("n" + std::to_string(objects.size() + 1), std::string(3000, 'x')));
      ok(store->intend(std::vector{intent(run, seq, objects.back())}));
      ok(store->settle(run, std::vector{made(seq, objects.back())}));
      say(static_cast<std::uint32_t>(objects.size()));
    }
    (void)value(store->end(run, RunResult::converged, "", revision_of(objects)));
  }
}

/// The last number the writer said before it was killed, some time after it had said `count` of them.
std::uint32_t killed_after(const std::string& name_space, int count, int microseconds) {
  KilledChild writer([&](const KilledChild::Say& say) { write_for_ever(name_space, say); });
  writer.hear(count);
  usleep(static_cast<useconds_t>(microseconds));
  return writer.kill();
}

}  // namespace

TEST_CASE("A writer killed at any moment has lost nothing it said was durable, and left no half of a commit") {
  ClusterHome home;
  home.close();
  std::mt19937 random(11);
  std::uint32_t said = 0;
  for (int round = 0; round < 15; ++round) {
    CAPTURE(round);
    const auto count = static_cast<int>(1 + random() % 7);
    said = std::max(said, killed_after(home.place().name_space, count, static_cast<int>(random() % 20'000)));
    const std::size_t seen = value(home.reader()->read()).objects.size();
    REQUIRE(seen >= said);
    // The killed writer's last word may still be on its way; with the next writer's first one it is settled.
    home.reopen();
    const std::size_t there = value(home.store().read()).objects.size();
    REQUIRE(there >= seen);
    REQUIRE(there <= said + 1);
    settle_open_run(home.store());
    REQUIRE(value(home.store().read()).objects.size() == there);
    REQUIRE(text(value(home.reader()->read()).objects) == text(value(home.store().read()).objects));
    for (const Revision& revision : value(home.store().revisions())) {
      (void)value(home.store().revision(revision.number));
    }
    REQUIRE(home.parts() == home.named_parts());
    home.close();
  }
}
