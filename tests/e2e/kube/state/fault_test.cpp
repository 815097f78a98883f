// A server that fails at one request, whichever that is: what was said to be durable is there, and the next engine goes
// on as if nothing had been.

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/generators/catch_generators_range.hpp>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "tests/e2e/kube/client/bad_day.h"
#include "tests/e2e/kube/state/cluster_home.h"
#include "tests/unit/state/store_contract.h"

using namespace trimtab;
using namespace trimtab::test;

namespace {

/// What is wrong with one request, and with how many after it.
struct Fault {
  const char* name;
  Value what;
  int times;
};

const std::vector<Fault> faults{{"rights that are taken away for a moment", {{"status", 403}}, 1},
                                {"rights that are taken away", {{"status", 403}}, 1000},
                                {"an error after the effect", {{"status", 500}, {"after", true}}, 1},
                                {"an answer that breaks off", {{"cut", 10}}, 1},
                                {"a conflict", {{"status", 409}, {"reason", "Conflict"}}, 1}};

/// What an engine heard before the first error.
struct Heard {
  bool settled = false;
  bool ended = false;
};

/// A first apply that makes "a", up to the first error.
Heard apply(ClusterStore& store, Lease& lease) {
  Heard heard;
  const auto run = store.begin(start());
  if (!run || !store.intend(std::vector{intent(*run, 1, config("a", "1"))}) || !lease.renew()) return heard;
  heard.settled = store.settle(*run, std::vector{made(1, config("a", "1"))}).has_value();
  if (!heard.settled) return heard;
  heard.ended = store.end(*run, RunResult::converged, "", revision_of({config("a", "1")})).has_value();
  return heard;
}

Heard live(const ClusterPlace& place, ManualClock& clock) {
  const auto lease = asked_for(place, "unlucky", clock);
  if (!lease) return {};
  const auto store = ClusterStore::open_for_writing(place, **lease, clock);
  if (!store) return {};
  const Heard heard = apply(**store, **lease);
  const auto record = (*store)->read();
  if (record && heard.settled) CHECK(text(record->objects) == "a=1");
  return heard;
}

void check_next(const ClusterPlace& place, ManualClock& clock, const Heard& heard) {
  const auto lease = acquired(place, "next", clock);
  const auto store = value(ClusterStore::open_for_writing(place, *lease, clock));
  if (heard.settled) CHECK(text(value(store->read()).objects) == "a=1");
  if (heard.ended) CHECK(text(value(store->revision(1)).objects) == "a=1");
  settle_open_run(*store);
  (void)applied(*store, {config("a", "2")});
  CHECK(text(value(store->read()).objects) == "a=2");
}

/// Calls `tried` with a server that does `fault` at the first request, then at the second and so on, until that is more
/// requests than there are; gives how many there are.
template <class Tried>
int at_each_request(BadDay& api, const Fault& fault, Tried tried) {
  for (int number = 0;; ++number) {
    CAPTURE(fault.name, number);
    REQUIRE(api.tell({{{"skip", number}, {"times", fault.times}, {"fault", fault.what}}}));
    tried();
    if (api.times_left() == fault.times) return number;
  }
}

/// What a reader is asked, as text; nothing for an error.
using Asked = std::function<std::optional<std::string>(Store&)>;

template <class T, class Say>
std::optional<std::string> said(const Result<T>& answer, Say say) {
  return answer ? std::optional<std::string>(say(*answer)) : std::nullopt;
}

const std::vector<Asked> questions{
    [](Store& store) { return said(store.read(), [](const Record& record) { return text(record.objects); }); },
    [](Store& store) { return said(store.since_revision(), [](const auto& since) { return text(since); }); },
    [](Store& store) { return said(store.runs(9), [](const auto& runs) { return std::to_string(runs.size()); }); },
    [](Store& store) { return said(store.operations(1), [](const auto& operations) { return text(operations); }); },
    [](Store& store) { return said(store.revisions(), [](const auto& all) { return std::to_string(all.size()); }); },
    [](Store& store) { return said(store.revision(1), [](const Revision& one) { return text(one.objects); }); },
    [](Store& store) { return said(store.rejections(), [](const auto& all) { return std::to_string(all.size()); }); },
};

}  // namespace

TEST_CASE("Whatever request the server fails at, nothing that was said to be durable is lost") {
  const Fault& fault = GENERATE(from_range(faults));
  BadDay api;
  RealApi good;
  const int requests = at_each_request(api, fault, [&] {
    ManualClock clock;
    const std::string name_space = good.new_namespace();
    const Heard heard = live({api.client(), name_space, "demo"}, clock);
    check_next({good.client(), name_space, "demo"}, clock, heard);
  });
  CHECK(requests > 10);
}

TEST_CASE("Whatever request the server fails at, a reader hears of it or hears the truth") {
  const Fault& fault = GENERATE(from_range(faults));
  ClusterHome home;
  (void)applied(home.store(), {config("a", "1"), config("b", "1")});
  ok(home.store().reject({"aa11", 1, home.clock.wall(), "no"}));
  const std::uint64_t run = value(home.store().begin(start()));
  ok(home.store().intend(std::vector{intent(run, 1, config("c", "1"))}));
  BadDay api;
  const ClusterPlace place{api.client(), home.place().name_space, home.place().stack};
  for (const Asked& asked : questions) {
    const auto truth = asked(*home.reader());
    const int requests = at_each_request(api, fault, [&] {
      const auto answer = asked(*ClusterStore::open_for_reading(place, home.clock));
      if (answer) CHECK(answer == truth);
    });
    CHECK(requests > 0);
  }
}
