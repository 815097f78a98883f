// What was on its way when its writer was killed comes when the server gets to it, not when it was sent.

#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <catch2/catch_test_macros.hpp>
#include <csignal>

#include "tests/e2e/kube/client/bad_day.h"
#include "tests/e2e/kube/state/cluster_home.h"
#include "tests/support/wait.h"
#include "tests/unit/state/store_contract.h"

using namespace trimtab;
using namespace trimtab::test;

namespace {

/// Makes "a"; the word that it is there waits in the proxy. Closes `report` before it says that word.
void write_into_the_proxy(const std::string& name_space, int report) {
  BadDay api;
  ManualClock clock;
  const ClusterPlace place{api.client(), name_space, "demo"};
  const auto lease = acquired(place, "killed", clock);
  const auto store = value(ClusterStore::open_for_writing(place, *lease, clock));
  const std::uint64_t run = value(store->begin(start()));
  ok(store->intend(std::vector{intent(run, 1, config("a", "1"))}));
  if (!api.tell({{{"method", "PUT"}, {"path", "/secrets/"}, {"fault", {{"hold", true}}}}})) return;
  close(report);
  (void)store->settle(run, std::vector{made(1, config("a", "1"))});
}

/// Ends when the writer is dead and its last word still on its way.
void kill_a_writer(BadDay& proxy, const std::string& name_space) {
  std::array<int, 2> ends{};
  REQUIRE(pipe(ends.data()) == 0);
  const pid_t writer = fork();
  if (writer == 0) {
    close(ends[0]);
    write_into_the_proxy(name_space, ends[1]);
    _exit(1);
  }
  close(ends[1]);
  char nothing = 0;
  REQUIRE(read(ends[0], &nothing, 1) == 0);
  close(ends[0]);
  const bool is_on_its_way = eventually([&] { return proxy.times_left() == 0; });
  kill(writer, SIGKILL);
  waitpid(writer, nullptr, 0);
  REQUIRE(is_on_its_way);
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
