#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>

#include "core/model/kept_value.h"
#include "core/target/kubernetes/lists_ahead.h"

namespace trimtab {

/// Where a stack's objects were when its memory was read last on this machine, and which memory that was: while no
/// other run was begun they are still there.
struct PlacesSeen {
  std::string uid;             ///< of the stack
  std::uint64_t last_run = 0;  ///< the newest one of that memory; it was over
  std::set<KubePlace> places;

  bool operator==(const PlacesSeen&) const = default;
};

/// Reads what a plan is compared with before it is asked for: by the places of the last time, while the memory is read,
/// and by the memory, while the plan is made. For one thread; the client and the disk outlive it.
class LookAhead {
 public:
  LookAhead(KubeClient& client, KeptValue kept) : client_(client), kept_(std::move(kept)) {}

  /// Begins, where a last time is known and nothing is begun.
  void begin(const std::string& selector);
  void forget() { begun_ = nullptr; }
  /// The lists that hold beside this memory: those that were begun, or new ones. Lists that are older than the memory
  /// may lack what it has.
  [[nodiscard]] std::shared_ptr<ListsAhead> go_on(const Record& record, std::uint64_t last_run,
                                                  const std::string& selector);

 private:
  KubeClient& client_;
  const KeptValue kept_;
  std::optional<PlacesSeen> seen_;     ///< what is noted; by it the lists were begun
  std::shared_ptr<ListsAhead> begun_;  ///< null when there are none, or somebody has them
};

}  // namespace trimtab
