#include "core/cli/home.h"

#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <optional>

#include "core/state/cluster/cluster_store.h"
#include "core/state/cluster/collector.h"
#include "core/state/cluster/lease_watch.h"
#include "core/state/lock.h"
#include "core/state/sqlite/sqlite_store.h"
#include "core/support/digest.h"

namespace trimtab {
namespace {

class LocalHome final : public Home {
 public:
  LocalHome(Path directory, const World& world)
      : directory_(std::move(directory)), clock_(world.clock()), disk_(world.disk()) {}

  Result<std::unique_ptr<Store>> reader() override {
    TRIMTAB_TRY(auto store, SqliteStore::open_for_reading(database(), clock_));
    return store;
  }

  Status hold(const std::string& command) override {
    TRIMTAB_TRY(lock_, Lock::acquire(directory_ / "lock", {command, clock_.wall(), 0, ::getpid()}));
    return {};
  }

  void let_go() override { lock_.reset(); }

  [[nodiscard]] bool is_tidy() const override {
    const auto journal = disk_.status(directory_ / "state.db-journal");
    return journal && !*journal;
  }

  Result<std::unique_ptr<Store>> writer() override {
    TRIMTAB_TRY(auto store, SqliteStore::open_for_writing(database(), *lock_, clock_));
    return store;
  }

  Status remove() override { return {}; }

 private:
  [[nodiscard]] Path database() const { return directory_ / "state.db"; }

  Path directory_;
  Clock& clock_;
  Disk& disk_;
  std::optional<Lock> lock_;
};

std::string host_name() {
  std::array<char, 256> name{};
  return ::gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "somewhere";
}

class ClusterHome final : public Home {
 public:
  ClusterHome(ClusterPlace place, KeptValue cache, const World& world, std::function<void(const std::string&)> say)
      : place_(std::move(place)), cache_(std::move(cache)), world_(world), say_(std::move(say)) {}

  Result<std::unique_ptr<Store>> reader() override {
    return ClusterStore::open_for_reading(place_, world_.clock(), kept(KeptTexts::For::reader));
  }

  Status hold(const std::string& command) override {
    const LockHolder holder{command, world_.clock().wall(), 0, ::getpid(), host_name()};
    const std::string identity =
        fmt::format("{}_{}_{}", holder.host, holder.pid, sha256(world_.random().bytes(32)).substr(0, 16));
    const auto on_wait = [this](const std::string& other) {
      say_(fmt::format("{} has the lock; looking whether it is still there, for at most {} s", other,
                       std::chrono::round<std::chrono::seconds>(lease_length).count()));
    };
    TRIMTAB_TRY(lease_, Lease::acquire(place_, holder, identity, world_.clock(), on_wait));
    watch_ = std::make_unique<LeaseWatch>(*lease_);
    return {};
  }

  void let_go() override {
    watch_.reset();
    lease_.reset();
  }

  /// Texts that no head names are in nobody's way, and to look for them is a request of its own.
  [[nodiscard]] bool is_tidy() const override { return true; }

  Result<std::unique_ptr<Store>> writer() override {
    TRIMTAB_TRY(auto store,
                ClusterStore::open_for_writing(place_, *lease_, world_.clock(), kept(KeptTexts::For::writer)));
    return store;
  }

  Status remove() override {
    watch_.reset();
    TRIMTAB_CHECK(forget(place_));
    cache_.remove();
    lease_->keep(false);
    lease_.reset();
    return {};
  }

 private:
  [[nodiscard]] std::unique_ptr<KeptTexts> kept(KeptTexts::For whom) const {
    return std::make_unique<KeptTexts>(cache_, whom);
  }

  ClusterPlace place_;
  const KeptValue cache_;
  const World& world_;
  std::function<void(const std::string&)> say_;
  std::unique_ptr<Lease> lease_;
  std::unique_ptr<LeaseWatch> watch_;
};

}  // namespace

std::unique_ptr<Home> make_local_home(Path private_directory, const World& world) {
  return std::make_unique<LocalHome>(std::move(private_directory), world);
}

std::unique_ptr<Home> make_cluster_home(ClusterPlace place, KeptValue cache, const World& world,
                                        std::function<void(const std::string&)> say) {
  return std::make_unique<ClusterHome>(std::move(place), std::move(cache), world, std::move(say));
}

}  // namespace trimtab
