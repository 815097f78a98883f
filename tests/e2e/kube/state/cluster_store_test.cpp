#include "core/state/cluster/cluster_store.h"

#include <atomic>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <thread>

#include "core/state/cluster/collector.h"
#include "core/state/compress.h"
#include "core/support/base64.h"
#include "tests/e2e/kube/state/cluster_home.h"
#include "tests/unit/state/store_contract.h"

using namespace trimtab;
using namespace trimtab::test;
using Catch::Matchers::ContainsSubstring;

TEST_CASE("A namespace that is not there reads as a stack that was never applied") {
  RealApi api;
  const ManualClock clock;
  const auto reader = ClusterStore::open_for_reading({api.client(), "nowhere", "demo"}, clock);
  CHECK(value(reader->read()).uid.empty());
  CHECK(value(reader->runs(5)).empty());
}

TEST_CASE("A store that was opened for reading writes nothing") {
  ClusterHome home;
  (void)applied(home.store(), {config("a", "1")});
  const Rejection rejection{"aa11", 1, home.clock.wall(), "no"};
  ok(home.store().reject(rejection));
  const std::uint64_t commits = home.commits();
  const auto reader = home.reader();
  CHECK(reader->begin(start()).error().code == Errc::internal);
  CHECK(reader->intend(std::vector{intent(1, 1, config("a", "2"))}).error().code == Errc::internal);
  CHECK(reader->settle(1, std::vector{made(1, config("a", "2"))}).error().code == Errc::internal);
  CHECK(reader->end(1, RunResult::converged, "", std::nullopt).error().code == Errc::internal);
  CHECK(reader->reject(rejection).error().code == Errc::internal);
  CHECK(reader->lift_rejections().error().code == Errc::internal);
  CHECK(home.commits() == commits);
}

TEST_CASE("All that a reader says is of the moment of its first answer") {
  ClusterHome home;
  (void)applied(home.store(), {config("a", "1")});
  const auto reader = home.reader();
  CHECK(value(reader->runs(9)).size() == 1);
  (void)applied(home.store(), {config("a", "2")});
  CHECK(value(reader->runs(9)).size() == 1);
  CHECK(value(home.reader()->runs(9)).size() == 2);
}

TEST_CASE("Only the run that is open takes intents and outcomes") {
  ClusterHome home;
  const std::uint64_t run = value(home.store().begin(start()));
  ok(home.store().intend({}));
  CHECK(home.store().intend(std::vector{intent(run + 1, 1, config("a", "1"))}).error().code == Errc::internal);
  CHECK(home.store().settle(run, std::vector{made(1, config("a", "1"))}).error().code == Errc::internal);
  (void)value(home.store().end(run, RunResult::converged, "", std::nullopt));
  CHECK(home.store().intend(std::vector{intent(run, 1, config("a", "1"))}).error().message() == "run 1 is not open");
}

TEST_CASE("What no commit named is removed by the next writer") {
  ClusterHome home;
  (void)applied(home.store(), {config("a", "1")});
  Shelf shelf(home.place());
  const Stored orphan = value(shelf.put("put down by a writer that was killed then", 1, {}));
  CHECK(home.parts().contains(home.place().part(orphan.name(0)).name));
  home.reopen();
  CHECK_FALSE(home.parts().contains(home.place().part(orphan.name(0)).name));
  CHECK(text(value(home.store().revision(1)).objects) == "a=1");
}

TEST_CASE("What falls out of the memory is removed, and what revisions share lies there once") {
  ClusterHome home;
  for (int number = 0; number < 15; ++number) (void)applied(home.store(), {config("a", "1")});
  // Objects, identities, order, about, and the journal, which all these runs wrote alike.
  CHECK(home.parts().size() == 5);
  CHECK(home.parts() == home.named_parts());
  CHECK(value(home.store().revisions()).size() == kept_revisions);
}

TEST_CASE("Somebody's label on the head does no harm") {
  ClusterHome home;
  const std::uint64_t run = value(home.store().begin(start()));
  Value touched = *value(home.api().client().get(home.place().head()));
  touched["metadata"]["labels"]["of"] = "somebody";
  (void)value(home.api().client().replace(touched, "somebody"));
  ok(home.store().intend(std::vector{intent(run, 1, config("a", "1"))}));
  CHECK(value(home.reader()->operations(run)).size() == 1);
}

TEST_CASE("A memory that is removed while it is in use is an error, not a new stack") {
  ClusterHome home;
  const std::uint64_t run = value(home.store().begin(start()));
  ok(forget(home.place()));
  const auto intended = home.store().intend(std::vector{intent(run, 1, config("a", "1"))});
  CHECK_THAT(intended.error().message(), ContainsSubstring("is damaged"));
  CHECK(value(home.reader()->read()).uid.empty());
}

TEST_CASE("A text that is not what was written is not believed") {
  ClusterHome home;
  (void)applied(home.store(), {config("a", "1")});
  const Head head = value(find_head(home.place())).head;
  const KubeKey key = home.place().part(head.inventory.front().name(0));
  const Value there = *value(home.api().client().get(key));
  (void)value(home.api().client().remove(key, there.at("metadata").at("uid")));
  CHECK_THAT(home.reader()->read().error().message(), ContainsSubstring("is damaged"));
  Value other = memory_object(home.place(), key, part_word);
  other["data"]["part"] = "AAAA";
  (void)value(home.api().client().create(other, "somebody"));
  CHECK_THAT(home.reader()->read().error().message(), ContainsSubstring("is damaged"));
}

TEST_CASE("A head that is not what was written is not believed") {
  ClusterHome home;
  (void)applied(home.store(), {config("a", "1")});
  const auto read_with = [&home](const auto& change) {
    const Value good = *value(home.api().client().get(home.place().head()));
    Value bad = good;
    change(bad);
    const std::string version =
        value(home.api().client().replace(bad, "somebody")).at("metadata").at("resourceVersion");
    const auto answer = home.reader()->read();
    Value again = good;
    again["metadata"]["resourceVersion"] = version;
    (void)value(home.api().client().replace(again, "somebody"));
    return answer.error().message();
  };
  const auto is_damaged = ContainsSubstring("is damaged");
  CHECK_THAT(read_with([](Value& head) { head["data"].erase("head"); }), is_damaged);
  CHECK_THAT(read_with([](Value& head) { head["data"].erase("records"); }), is_damaged);
  CHECK_THAT(read_with([](Value& head) { head["data"]["head"] = base64(compressed("{")); }), is_damaged);
  CHECK_THAT(read_with([](Value& head) { head["data"]["head"] = base64(compressed("[]")); }), is_damaged);
  CHECK_THAT(read_with([](Value& head) { head["metadata"]["annotations"].erase("trimtab.dev/form"); }), is_damaged);
  CHECK_THAT(read_with([](Value& head) { head["metadata"]["annotations"]["trimtab.dev/form"] = "x"; }), is_damaged);
  CHECK(text(value(home.reader()->read()).objects) == "a=1");
}

TEST_CASE("A newer form is left to the trimtab that wrote it") {
  ClusterHome home;
  (void)applied(home.store(), {config("a", "1")});
  Value head = *value(home.api().client().get(home.place().head()));
  head["metadata"]["annotations"]["trimtab.dev/form"] = "2";
  (void)value(home.api().client().replace(head, "newer"));
  const auto read = home.reader()->read();
  CHECK(read.error().code == Errc::invalid);
  CHECK(read.error().diagnostics.front().code == "E0653");
}

TEST_CASE("Who reads while a writer drops what it read begins anew and sees one state or the next") {
  ClusterHome home;
  (void)applied(home.store(), {config("a", "0"), config("b", "0")});
  std::atomic<bool> done = false;
  std::string wrong;
  std::thread looking([&] {
    RealApi api;
    const ManualClock clock;
    const ClusterPlace place{api.client(), home.place().name_space, "demo"};
    const auto reader = ClusterStore::open_for_reading(place, clock);
    while (!done && wrong.empty()) {
      const auto record = reader->read();
      if (!record) {
        wrong = record.error().message();
      } else if (record->objects.size() != 2) {
        wrong = text(record->objects);
      }
    }
  });
  for (int number = 1; number < 25; ++number) {
    (void)applied(home.store(), {config("a", std::to_string(number)), config("b", std::to_string(number))});
  }
  done = true;
  looking.join();
  CHECK(wrong.empty());
}

TEST_CASE("A server that dies and comes back costs no word") {
  ClusterHome home;
  const std::uint64_t run = value(home.store().begin(start()));
  ok(home.store().intend(std::vector{intent(run, 1, config("a", "1"))}));
  RealApi::restart_server();
  ok(home.store().settle(run, std::vector{made(1, config("a", "1"))}));
  CHECK(value(home.store().end(run, RunResult::converged, "", revision_of({config("a", "1")}))) == 1);
  CHECK(text(value(home.reader()->read()).objects) == "a=1");
}

TEST_CASE("A memory that is forgotten leaves nothing with the stack's name") {
  ClusterHome home;
  (void)applied(home.store(), {config("a", "1")});
  home.lease().keep(false);
  ok(forget(home.place()));
  home.close();
  for (const auto& [version, kind] : {std::pair("v1", "Secret"), std::pair("coordination.k8s.io/v1", "Lease")}) {
    CHECK(value(home.api().client().list(version, kind, home.place().name_space, "trimtab.dev/stack=demo"))
              .items.empty());
  }
}
