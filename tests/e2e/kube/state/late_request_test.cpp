// What was on its way when its writer was killed comes when the server gets to it, not when it was sent.

#include <catch2/catch_test_macros.hpp>

#include "tests/e2e/kube/client/bad_day.h"
#include "tests/e2e/kube/state/cluster_home.h"
#include "tests/support/killed_child.h"
#include "tests/support/wait.h"
#include "tests/unit/state/store_contract.h"

using namespace trimtab;
using namespace trimtab::test;

namespace {

/// Makes "a"; the word that it is there waits in the proxy. Says 1 before it sends that word.
void write_into_the_proxy(const std::string& name_space, const KilledChild::Say& say) {
  BadDay api;
  ManualClock clock;
  const ClusterPlace place{api.client(), name_space, "demo"};
  const auto lease = acquired(place, "killed", clock);
  const auto store = value(ClusterStore::open_for_writing(place, *lease, clock));
  const std::uint64_t run = value(store->begin(start()));
  ok(store->intend(std::vector{intent(run, 1, config("a", "1"))}));
  if (!api.tell({{{"method", "PUT"}, {"path", "/secrets/"}, {"fault", {{"hold", true}}}}})) return;
  say(1);
  (void)store->settle(run, std::vector{made(1, config("a", "1"))});
}

/// Ends when the writer is dead and its last word still on its way.
void kill_a_writer(BadDay& proxy, const std::string& name_space) {
  KilledChild writer([&](const KilledChild::Say& say) { write_into_the_proxy(name_space, say); });
  REQUIRE(writer.hear() == 1);
  REQUIRE(eventually([&] { return proxy.times_left() == 0; }));
  writer.kill();
}

}  // namespace

TEST_CASE("What a killed writer had sent may still come true until the next writer's first word, and not after it") {
  ClusterHome home;
  home.close();
  BadDay proxy;
  kill_a_writer(proxy, home.place().name_space);
  CHECK(text(value(home.reader()->read()).objects).empty());

  SECTION("it comes before that word: it is as durable as if it had been heard") {
    REQUIRE(proxy.tell({}));
    CHECK(text(value(home.reader()->read()).objects) == "a=1");
    home.reopen();
    CHECK(text(value(home.store().read()).objects) == "a=1");
  }
  SECTION("it comes after that word: it is refused") {
    home.reopen();
    REQUIRE(proxy.tell({}));
    CHECK(text(value(home.reader()->read()).objects).empty());
    CHECK(text(value(home.store().read()).objects).empty());
    settle_open_run(home.store());
  }
}
