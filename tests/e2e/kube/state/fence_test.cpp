// A writer who was overtaken without knowing: stopped, cut off, woken up after its lease ran out.

#include <catch2/catch_test_macros.hpp>

#include "tests/e2e/kube/state/cluster_home.h"
#include "tests/unit/state/store_contract.h"

using namespace trimtab;
using namespace trimtab::test;

namespace {

/// The next engine, on another machine, after the lease of the home's writer ran out.
struct Successor {
  explicit Successor(ClusterHome& home)
      : lease(acquired(home.place(), "successor", home.clock)),
        store(value(ClusterStore::open_for_writing(home.place(), *lease, home.clock))) {}

  std::unique_ptr<Lease> lease;
  std::unique_ptr<ClusterStore> store;
};

}  // namespace

TEST_CASE("A writer who was overtaken is told so at each write, and writes nothing") {
  ClusterHome home;
  const std::uint64_t run = value(home.store().begin(start()));
  ok(home.store().intend(std::vector{intent(run, 1, config("a", "1"))}));
  Successor next(home);
  const std::uint64_t commits = home.commits();

  CHECK(home.store().intend(std::vector{intent(run, 2, config("b", "1"))}).error().code == Errc::locked);
  CHECK(home.store().settle(run, std::vector{made(1, config("a", "1"))}).error().code == Errc::locked);
  CHECK(home.store().end(run, RunResult::converged, "", std::nullopt).error().code == Errc::locked);
  CHECK(home.store().begin(start()).error().code == Errc::locked);
  CHECK(home.store().reject({"aa11", 1, home.clock.wall(), "no"}).error().code == Errc::locked);
  CHECK(home.commits() == commits);
  CHECK(text(value(next.store->operations(run))) == "1 create a intended");
}

TEST_CASE("The first word of a successor is enough, it need not have written anything of its own") {
  ClusterHome home;
  const std::uint64_t run = value(home.store().begin(start()));
  // The lease is fine as far as this writer knows: only the head tells.
  const Successor next(home);
  CHECK(home.store().settle(run, {}).error().diagnostics.front().code == "E0659");
}

TEST_CASE("What an overtaken writer put down is removed, and what it removes is never its successor's") {
  ClusterHome home;
  (void)applied(home.store(), {config("a", "1")});
  const std::uint64_t run = value(home.store().begin(start()));
  Successor next(home);
  const std::uint64_t second = value(next.store->begin(start()));
  const Revision revision = revision_of({config("a", "2")});
  CHECK(home.store().end(run, RunResult::converged, "", revision).error().code == Errc::locked);
  CHECK(home.parts() != home.named_parts());
  CHECK(value(next.store->end(second, RunResult::converged, "", revision_of({config("a", "1")}))) == 2);
  CHECK(text(value(next.store->revision(2)).objects) == "a=1");
  CHECK(text(value(home.reader()->revision(1)).objects) == "a=1");
  CHECK(home.parts() == home.named_parts());
}

TEST_CASE("No intent is taken under a lease that could not be renewed, and nothing may be started") {
  ClusterHome home;
  const std::uint64_t run = value(home.store().begin(start()));
  home.clock.advance(lease_length * 2 / 3);
  CHECK(home.store().may_act().error().diagnostics.front().code == "E0663");
  CHECK(home.store().intend(std::vector{intent(run, 1, config("a", "1"))}).error().code == Errc::locked);
  CHECK(value(home.store().operations(run)).empty());
  ok(home.lease().renew());
  ok(home.store().intend(std::vector{intent(run, 1, config("a", "1"))}));
}

TEST_CASE("Of two first runs in a new namespace one gets the lease") {
  RealApi api;
  ManualClock clock;
  const ClusterPlace place{api.client(), "first-runs", "demo"};
  const auto one = acquired(place, "one", clock);
  const auto two = acquired(place, "two", clock);
  const auto first = value(ClusterStore::open_for_writing(place, *one, clock));
  const auto second = value(ClusterStore::open_for_writing(place, *two, clock));
  CHECK(value(first->read()).uid.empty());
  (void)value(api.client().create({{"apiVersion", "v1"}, {"kind", "Namespace"}, {"metadata", {{"name", "first-runs"}}}},
                                  "test"));
  CHECK(value(first->begin(start())) == 1);
  // Its lease is as good as renewed for ever: it is looked at for its whole length, and then the head tells.
  RunStart other = start();
  other.uid = "0c21";
  CHECK(second->begin(other).error().code == Errc::locked);
  CHECK(value(ClusterStore::open_for_reading(place, clock)->read()).uid == "7f3a");
}
