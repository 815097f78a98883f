#include "core/target/kubernetes/look_ahead.h"

#include <catch2/catch_test_macros.hpp>

#include "tests/support/temporary_directory.h"
#include "tests/support/wait.h"
#include "tests/unit/kube/api_double.h"

using namespace trimtab;
using namespace trimtab::test;

namespace {

const KubePlace configs{"v1", "ConfigMap", "shop"};
const Lines one_list{"GET /api/v1/namespaces/shop/configmaps?labelSelector=mine&limit=5000"};

KubeKinds kinds() {
  KubeKinds kinds;
  kinds.add({"v1", "ConfigMap", "configmaps", true});
  return kinds;
}

Record remembered(const std::string& uid = "u1") {
  Record record;
  record.uid = uid;
  Object object;
  object.id = *Id::parse("web/config/site");
  object.desired = {
      {"manifest",
       {{"apiVersion", "v1"}, {"kind", "ConfigMap"}, {"metadata", {{"name", "site"}, {"namespace", "shop"}}}}}};
  record.objects[object.id] = {object, {}, 1};
  return record;
}

/// One process that looks at a stack, on a machine that had others before.
class Look {
 public:
  Look(ApiDouble& api, const Path& cache)
      : talk_(api.access()),
        client_(talk_.session, kinds()),
        ahead_(client_, {*talk_.disk, cache, "places", "a stack of a server"}) {
    ahead_.begin("mine");
  }

  /// The list of the config maps beside this memory, and whether there is one.
  bool finds(const Record& record, std::uint64_t last_run) {
    const auto list = ahead_.go_on(record, last_run, "mine")->take(configs);
    return list && list->has_value();
  }

 private:
  Conversation talk_;
  KubeClient client_;
  LookAhead ahead_;
};

struct Machine {
  Machine() {
    for (int answers = 0; answers < 9; ++answers) {
      api.will_say({200, R"({"kind":"ConfigMapList","apiVersion":"v1","metadata":{},"items":[]})"});
    }
  }
  /// All that another process asks for.
  Lines asked(const Record& record, std::uint64_t last_run) {
    {
      Look look(api, cache());
      CHECK(look.finds(record, last_run));
    }
    return api.heard();
  }
  [[nodiscard]] Path cache() const { return directory.path() / "clusters"; }

  TemporaryDirectory directory;
  ApiDouble api;
};

const Lines two_lists{one_list.front(), one_list.front()};

}  // namespace

TEST_CASE("What a stack has is listed before its memory is read, where the last time is known, and not again") {
  Machine machine;
  REQUIRE(machine.asked(remembered(), 3) == one_list);
  Look look(machine.api, machine.cache());
  REQUIRE(eventually([&] { return machine.api.heard() == one_list; }));
  CHECK(look.finds(remembered(), 3));
  CHECK(machine.api.heard().empty());
}

TEST_CASE("Lists are read again where a run was begun since: they may be older than the memory") {
  Machine machine;
  REQUIRE(machine.asked(remembered(), 3) == one_list);
  CHECK(machine.asked(remembered(), 4) == two_lists);
  CHECK(machine.asked(remembered(), 4) == one_list);
  Record open = remembered();
  open.open_run = 4;
  CHECK(machine.asked(open, 4) == two_lists);
}

TEST_CASE("Another stack of the same name is not taken for the one of the last time") {
  Machine machine;
  REQUIRE(machine.asked(remembered("u1"), 3) == one_list);
  CHECK(machine.asked(remembered("u2"), 3) == two_lists);
}

TEST_CASE("A note of the last time that was damaged is none") {
  Machine machine;
  REQUIRE(machine.asked(remembered(), 3) == one_list);
  const auto disk = make_system_disk();
  const auto files = disk->list(machine.cache());
  REQUIRE(files->size() == 1);
  REQUIRE(disk->write(machine.cache() / files->front(), "{", Access{0600}));
  CHECK(machine.asked(remembered(), 3) == one_list);
}
