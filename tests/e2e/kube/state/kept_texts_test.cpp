#include "core/state/cluster/kept_texts.h"

#include <catch2/catch_test_macros.hpp>
#include <filesystem>

#include "tests/e2e/kube/state/cluster_home.h"
#include "tests/support/temporary_directory.h"
#include "tests/unit/state/store_contract.h"

using namespace trimtab;
using namespace trimtab::test;

namespace {

/// A machine that reads the memory of a stack, each time by a new command.
class Machine {
 public:
  explicit Machine(ClusterHome& home) : home_(home) {}

  std::string objects() {
    const std::uint64_t before = home_.api().session().requests();
    const auto reader = ClusterStore::open_for_reading(home_.place(), home_.clock, kept(KeptTexts::For::reader));
    const std::string objects = text(value(reader->read()).objects);
    requests = home_.api().session().requests() - before;
    return objects;
  }

  void apply(const std::vector<Object>& objects) {
    home_.close();
    const auto lease = acquired(home_.place(), "machine", home_.clock);
    const auto writer =
        value(ClusterStore::open_for_writing(home_.place(), *lease, home_.clock, kept(KeptTexts::For::writer)));
    (void)applied(*writer, objects);
  }

  [[nodiscard]] std::unique_ptr<KeptTexts> kept(KeptTexts::For whom) const {
    return std::make_unique<KeptTexts>(kept_value(), whom);
  }
  /// How many texts it has kept.
  [[nodiscard]] std::size_t texts() const { return kept_value().read().value_or(Value()).size(); }
  /// The only one in that directory.
  [[nodiscard]] Path file() const { return std::filesystem::directory_iterator(directory_.path() / "cache")->path(); }
  Disk& disk() { return *disk_; }

  std::uint64_t requests = 0;  ///< of the last time

 private:
  [[nodiscard]] KeptValue kept_value() const { return {*disk_, directory_.path() / "cache", "memory", "demo"}; }

  ClusterHome& home_;
  TemporaryDirectory directory_;
  std::unique_ptr<Disk> disk_ = make_system_disk();
};

}  // namespace

TEST_CASE("What a machine has read of a memory it does not ask for again") {
  ClusterHome home;
  (void)applied(home.store(), {config("a", "1"), config("b", "1")});
  Machine machine(home);
  CHECK(machine.objects() == "a=1 b=1");
  CHECK(machine.requests == 4);  // the head; objects, identities, about
  CHECK(machine.objects() == "a=1 b=1");
  CHECK(machine.requests == 1);
}

TEST_CASE("What a machine has written of a memory it does not ask for") {
  ClusterHome home;
  Machine machine(home);
  machine.apply({config("a", "1"), config("b", "1")});
  CHECK(machine.objects() == "a=1 b=1");
  CHECK(machine.requests == 1);
  machine.apply({config("a", "2"), config("b", "1")});
  CHECK(machine.objects() == "a=2 b=1");
  CHECK(machine.requests == 1);
  CHECK(machine.texts() == 3);  // objects, identities, about
}

TEST_CASE("A writer asks for what it builds on, though the machine has kept it") {
  ClusterHome home;
  Machine machine(home);
  machine.apply({config("a", "1")});
  for (const std::string& name : home.parts()) {
    const KubeKey key{"v1", "Secret", home.place().name_space, name};
    (void)value(home.api().client().remove(key, value(home.api().client().get(key))->at("metadata").at("uid")));
  }
  CHECK(machine.objects() == "a=1");
  const auto lease = acquired(home.place(), "machine", home.clock);
  const auto writer =
      value(ClusterStore::open_for_writing(home.place(), *lease, home.clock, machine.kept(KeptTexts::For::writer)));
  CHECK(writer->read().error().diagnostics.front().code == "E0655");
}

TEST_CASE("Of a memory that changed only what is new is asked for, and nothing else is kept") {
  ClusterHome home;
  (void)applied(home.store(), {config("a", "1")});
  Machine machine(home);
  (void)machine.objects();
  const std::uint64_t size = value(machine.disk().status(machine.file()))->size;
  (void)applied(home.store(), {config("a", "2")});
  CHECK(machine.objects() == "a=2");
  CHECK(machine.requests == 3);  // what is said about the revision is the same
  CHECK(value(machine.disk().status(machine.file()))->size == size);
}

TEST_CASE("Kept texts that were damaged are asked for again") {
  ClusterHome home;
  (void)applied(home.store(), {config("a", "1")});
  Machine machine(home);
  (void)machine.objects();
  std::string kept = value(machine.disk().read(machine.file(), 1 << 20));
  for (const std::string& damaged : {std::string("no map"), kept.substr(0, kept.size() / 2), [&] {
                                       kept.back() = static_cast<char>(kept.back() ^ 1);
                                       return kept;
                                     }()}) {
    ok(machine.disk().write(machine.file(), damaged, {}));
    CHECK(machine.objects() == "a=1");
    CHECK(machine.requests > 1);
    CHECK(machine.objects() == "a=1");
    CHECK(machine.requests == 1);
  }
}

TEST_CASE("Only this account may read what is kept of a memory") {
  ClusterHome home;
  (void)applied(home.store(), {config("a", "1")});
  Machine machine(home);
  (void)machine.objects();
  CHECK(value(machine.disk().status(machine.file()))->mode == 0600);
  CHECK(value(machine.disk().status(machine.file().parent_path()))->mode == 0700);
}
