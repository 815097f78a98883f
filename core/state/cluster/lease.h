#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "core/state/cluster/lease_object.h"
#include "core/support/error.h"

namespace trimtab {

/// From one renewal to the end of the lease, and between two renewals.
inline constexpr Duration lease_length = std::chrono::seconds(15);
inline constexpr Duration lease_renewal = lease_length / 3;

/// The right to change one stack, from whichever machine: a Lease in the stack's namespace. Whoever renews it is alive
/// and keeps it; who does not is succeeded. Clocks of two machines are never compared: another's lease has run out when
/// it was seen unchanged for its whole length.
/// `renew` may be called from another thread than the rest.
class Lease {
 public:
  /// Told once, before it takes up to a lease's length to find out whether that holder is still alive.
  using OnWait = std::function<void(const std::string& holder)>;

  /// Takes the lease, or waits until its holder proves to be alive (Errc::locked, with its name) or gone. Where the
  /// namespace is not there yet nothing is taken: see `take`. The clock outlives the lease.
  [[nodiscard]] static Result<std::unique_ptr<Lease>> acquire(ClusterPlace place, LockHolder holder,
                                                              std::string identity, Clock& clock,
                                                              const OnWait& on_wait);
  /// Gives it back: freed, so that the next one sees how often it changed hands, or removed when nothing is to remain.
  ~Lease();
  Lease(const Lease&) = delete;
  Lease& operator=(const Lease&) = delete;

  /// Takes what could not be taken before its namespace was there; nothing to do otherwise.
  [[nodiscard]] Status take();
  /// Nothing when it is not taken yet. Errc::locked when somebody else has it: for ever, then.
  [[nodiscard]] Status renew();
  /// Whether an effect may still be started: Errc::locked from two thirds of the lease after the last renewal on, so
  /// that what is started then has ended, or was seen, before somebody else begins.
  [[nodiscard]] Status check() const;
  /// Of this holder, and of no other.
  [[nodiscard]] const std::string& identity() const { return identity_; }
  /// How often the lease changed hands until it was ours: greater with each holder.
  [[nodiscard]] std::uint64_t epoch() const;
  /// Says which run is being executed, with the next renewal.
  void note_run(std::uint64_t run);
  /// Whether the lease outlives us, freed. Not before there is a memory that it guards, and not after.
  void keep(bool kept);

 private:
  Lease(ClusterPlace place, LockHolder holder, std::string identity, Clock& clock);
  Status acquire_from(const OnWait& on_wait);
  Result<bool> make();
  Result<bool> succeed(const LeaseObject& found);
  [[nodiscard]] Result<LeaseObject> written_again(LeaseObject wanted) const;
  void give_back();

  const ClusterPlace place_;
  const std::string identity_;
  Clock& clock_;
  mutable std::mutex mutex_;  // guards the rest
  LockHolder holder_;
  std::optional<LeaseObject> ours_;  ///< as last written; nothing before it is taken
  SteadyTime renewed_{};
  bool lost_ = false;
  bool kept_ = false;
};

}  // namespace trimtab
