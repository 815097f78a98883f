#include "core/state/cluster/lease.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "tests/e2e/kube/state/cluster_home.h"
#include "tests/unit/state/store_contract.h"

using namespace trimtab;
using namespace trimtab::test;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::StartsWith;

namespace {

struct Scene {
  RealApi api;
  ClusterPlace place{api.client(), api.new_namespace(), "demo"};
  ManualClock clock;

  [[nodiscard]] std::optional<LeaseObject> there() {
    const auto lease = value(api.client().get(place.lease()));
    return lease ? std::optional(lease_object_from(*lease)) : std::nullopt;
  }
};

}  // namespace

TEST_CASE("A second engine is told who holds the lease, on which machine and since when") {
  Scene scene;
  const auto first = acquired(scene.place, "first", scene.clock);
  const auto alive = [&](const std::string& other) {
    CHECK_THAT(other, StartsWith("trimtab apply (pid 7 on host-of-first) since 20"));
    scene.clock.advance(std::chrono::seconds(1));
    ok(first->renew());
  };
  const auto second = Lease::acquire(scene.place, holder(), "second", scene.clock, alive);
  CHECK(second.error().code == Errc::locked);
  CHECK(second.error().diagnostics.front().code == "E0651");
  CHECK_THAT(second.error().message(),
             StartsWith("the stack is locked by trimtab apply (pid 7 on host-of-first) since"));
}

TEST_CASE("The run that is executed is named once the lease is renewed") {
  Scene scene;
  const auto lease = acquired(scene.place, "first", scene.clock);
  lease->note_run(12);
  ok(lease->renew());
  CHECK_THAT(to_text(scene.there()->holder), ContainsSubstring(", run 12)"));
}

TEST_CASE("A lease that is not renewed is taken over after its whole length, and never given back to its holder") {
  Scene scene;
  const auto dead = acquired(scene.place, "dead", scene.clock);
  const auto next = acquired(scene.place, "next", scene.clock);
  CHECK(scene.clock.elapsed() >= lease_length);
  CHECK(dead->epoch() == 1);
  CHECK(next->epoch() == 2);
  CHECK(dead->renew().error().diagnostics.front().code == "E0659");
  CHECK(dead->check().error().code == Errc::locked);
  ok(next->renew());
  CHECK(scene.there()->identity == "next");
}

TEST_CASE("Who lost a lease is told so whatever is asked of it") {
  Scene scene;
  const auto dead = acquired(scene.place, "dead", scene.clock);
  const auto next = acquired(scene.place, "next", scene.clock);
  for (int time = 0; time < 2; ++time) CHECK(dead->renew().error().diagnostics.front().code == "E0659");
  CHECK(dead->take().error().diagnostics.front().code == "E0659");
}

TEST_CASE("A lease that somebody removed is lost") {
  Scene scene;
  const auto lease = acquired(scene.place, "first", scene.clock);
  const Value there = *value(scene.api.client().get(scene.place.lease()));
  (void)value(scene.api.client().remove(scene.place.lease(), there.at("metadata").at("uid")));
  const Status renewed = lease->renew();
  REQUIRE_FALSE(renewed);
  CHECK(renewed.error().diagnostics.front().code == "E0659");
  CHECK_FALSE(scene.there());
}

TEST_CASE("A lease that was given back is taken at once and remembers how often it changed hands") {
  Scene scene;
  auto first = acquired(scene.place, "first", scene.clock);
  first->keep(true);
  first.reset();
  const auto second = acquired(scene.place, "second", scene.clock);
  CHECK(scene.clock.elapsed() == Duration(0));
  CHECK(second->epoch() == 2);
}

TEST_CASE("A lease of a stack without a memory is removed when it is given back") {
  Scene scene;
  acquired(scene.place, "only", scene.clock).reset();
  CHECK_FALSE(scene.there());
}

TEST_CASE("From two thirds of an unrenewed lease on nothing is started, until it is renewed") {
  Scene scene;
  const auto lease = acquired(scene.place, "first", scene.clock);
  scene.clock.advance(lease_length * 2 / 3 - Duration(1));
  ok(lease->check());
  scene.clock.advance(Duration(1));
  CHECK(lease->check().error().diagnostics.front().code == "E0663");
  ok(lease->renew());
  ok(lease->check());
}

TEST_CASE("Somebody's annotation on the lease does not end it") {
  Scene scene;
  const auto lease = acquired(scene.place, "first", scene.clock);
  Value touched = *value(scene.api.client().get(scene.place.lease()));
  touched["metadata"]["annotations"]["of"] = "somebody";
  (void)value(scene.api.client().replace(touched, "somebody"));
  ok(lease->renew());
  CHECK(scene.there()->identity == "first");
}

TEST_CASE("Without a namespace nothing is taken before there is one") {
  RealApi api;
  ManualClock clock;
  const ClusterPlace place{api.client(), "later", "demo"};
  const auto lease = acquired(place, "first", clock);
  ok(lease->check());
  ok(lease->renew());
  CHECK(lease->take().error().diagnostics.front().code == "E0829");
  (void)value(
      api.client().create({{"apiVersion", "v1"}, {"kind", "Namespace"}, {"metadata", {{"name", "later"}}}}, "test"));
  ok(lease->take());
  CHECK(lease->epoch() == 1);
}
