#include "core/state/cluster/lease.h"

#include <fmt/format.h>

#include <utility>

#include "core/support/text.h"

namespace trimtab {
namespace {

constexpr Duration look_again = std::chrono::milliseconds(500);
constexpr Duration trusted = lease_length * 2 / 3;

std::unexpected<Error> locked_by(const LeaseObject& lease, const ClusterPlace& place) {
  Diagnostic diagnostic;
  diagnostic.code = "E0651";
  diagnostic.what = "the stack is locked by " + to_text(lease.holder);
  diagnostic.why = {fmt::format("the lock is {}; it is given back when that process ends, and {} s after it was killed",
                                place.lease().text(), std::chrono::round<std::chrono::seconds>(lease.length).count())};
  diagnostic.next = "wait for it, or look with: trimtab status";
  return fail(Errc::locked, std::move(diagnostic));
}

}  // namespace

Lease::Lease(ClusterPlace place, LockHolder holder, std::string identity, Clock& clock)
    : place_(std::move(place)), identity_(std::move(identity)), clock_(clock), holder_(std::move(holder)) {}

Result<std::unique_ptr<Lease>> Lease::acquire(ClusterPlace place, LockHolder holder, std::string identity, Clock& clock,
                                              const OnWait& on_wait) {
  std::unique_ptr<Lease> lease(new Lease(std::move(place), std::move(holder), std::move(identity), clock));
  const std::scoped_lock lock(lease->mutex_);
  TRIMTAB_CHECK(lease->acquire_from(on_wait));
  return lease;
}

/// Ends when the lease is ours, is certainly another's, or cannot be made for lack of a namespace.
Status Lease::acquire_from(const OnWait& on_wait) {
  std::optional<LeaseObject> seen;
  SteadyTime first_seen{};
  while (!ours_) {
    TRIMTAB_TRY(const auto there, place_.client.get(place_.lease()));
    if (!there) {
      TRIMTAB_TRY(const bool possible, make());
      if (!possible) return {};
      continue;
    }
    const LeaseObject found = lease_object_from(*there);
    const bool unchanged = seen && seen->version == found.version;
    const bool ran_out = unchanged && clock_.steady() - first_seen >= found.length;
    if (found.identity.empty() || ran_out) {
      TRIMTAB_CHECK(succeed(found));
      continue;
    }
    if (seen && !unchanged) return locked_by(found, place_);
    if (!seen) {
      if (on_wait) on_wait(to_text(found.holder));
      seen = found;
      first_seen = clock_.steady();
    }
    clock_.sleep(look_again);
  }
  return {};
}

/// False when there is no namespace to make it in. Somebody may be faster: then it is there at the next look.
Result<bool> Lease::make() {
  const auto space = place_.client.get({"v1", "Namespace", "", place_.name_space});
  // Who may not look at namespaces has been given one that is there; making the lease tells.
  if (!space && space.error().code != Errc::refused) return std::unexpected(space.error());
  if (space && !*space) return false;
  const LeaseObject wanted{identity_, holder_, 1, lease_length, {}, {}};
  const SteadyTime sent = clock_.steady();
  TRIMTAB_TRY(const auto made, place_.client.create(to_value(wanted, place_, clock_.wall()), memory_manager));
  if (!made) return true;
  ours_ = lease_object_from(*made);
  renewed_ = sent;
  return true;
}

/// Nothing is taken when somebody else was faster.
Result<bool> Lease::succeed(const LeaseObject& found) {
  const LeaseObject wanted{identity_, holder_, found.transitions + 1, lease_length, found.version, found.uid};
  const SteadyTime sent = clock_.steady();
  auto taken = place_.client.replace(to_value(wanted, place_, clock_.wall()), memory_manager);
  if (!taken && taken.error().code == Errc::stale) {
    // It may have been us: an answer that was lost is asked for again, and then meets what it made itself.
    TRIMTAB_TRY(const auto now, place_.client.get(place_.lease()));
    if (!now || lease_object_from(*now).identity != identity_) return false;
    taken = *now;
  }
  if (!taken) return std::unexpected(std::move(taken).error());
  ours_ = lease_object_from(*taken);
  renewed_ = sent;
  return true;
}

Status Lease::take() {
  const std::scoped_lock lock(mutex_);
  if (lost_) return overtaken(place_);
  if (ours_) return {};
  TRIMTAB_CHECK(acquire_from({}));
  if (ours_) return {};
  return fail(Errc::refused, "E0829", "there is no namespace " + place_.name_space,
              "kubectl create namespace " + shell_quoted(place_.name_space));
}

/// The lock is not held while the server is asked: whoever wants to know how old the lease is must not wait for it.
Status Lease::renew() {
  LeaseObject wanted;
  {
    const std::scoped_lock lock(mutex_);
    if (lost_) return overtaken(place_);
    if (!ours_) return {};
    wanted = *ours_;
    wanted.holder = holder_;
  }
  const SteadyTime sent = clock_.steady();
  auto written = written_again(std::move(wanted));
  const std::scoped_lock lock(mutex_);
  if (!written) {
    lost_ = written.error().code == Errc::locked;
    return std::unexpected(std::move(written).error());
  }
  ours_ = std::move(*written);
  renewed_ = sent;
  return {};
}

/// Where somebody wrote since while the holder is still us, that was an annotation, or our own write whose answer was
/// lost.
Result<LeaseObject> Lease::written_again(LeaseObject wanted) const {
  auto written = place_.client.replace(to_value(wanted, place_, clock_.wall()), memory_manager);
  const bool moved = !written && (written.error().code == Errc::stale || written.error().code == Errc::failed);
  if (moved) {
    TRIMTAB_TRY(const auto now, place_.client.get(place_.lease()));
    const LeaseObject found = now ? lease_object_from(*now) : LeaseObject();
    if (found.identity != identity_) return overtaken(place_);
    wanted.version = found.version;
    written = place_.client.replace(to_value(wanted, place_, clock_.wall()), memory_manager);
  }
  if (!written) return std::unexpected(std::move(written).error());
  return lease_object_from(*written);
}

Status Lease::check() const {
  const std::scoped_lock lock(mutex_);
  if (lost_) return overtaken(place_);
  if (!ours_ || clock_.steady() - renewed_ < trusted) return {};
  return fail(Errc::locked, "E0663",
              fmt::format("the lock {} could not be renewed for {} s: another trimtab may take it over",
                          place_.lease().text(), std::chrono::round<std::chrono::seconds>(trusted).count()),
              "look whether the API server answers, then apply again");
}

std::uint64_t Lease::epoch() const {
  const std::scoped_lock lock(mutex_);
  return ours_ ? ours_->transitions : 0;
}

void Lease::note_run(std::uint64_t run) {
  const std::scoped_lock lock(mutex_);
  holder_.run = run;
}

void Lease::keep(bool kept) {
  const std::scoped_lock lock(mutex_);
  kept_ = kept;
}

Lease::~Lease() { give_back(); }

/// Whatever goes wrong here, the lease runs out by itself.
void Lease::give_back() {
  const std::scoped_lock lock(mutex_);
  if (!ours_ || lost_) return;
  const LeaseObject freed{{}, {}, ours_->transitions, lease_length, ours_->version, ours_->uid};
  const auto written = place_.client.replace(to_value(freed, place_, clock_.wall()), memory_manager);
  if (!written || kept_) return;
  [[maybe_unused]] const auto removed = place_.client.remove(place_.lease(), ours_->uid);
}

}  // namespace trimtab
