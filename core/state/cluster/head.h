#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/state/cluster/stored.h"
#include "core/state/store.h"

namespace trimtab {

/// A run as the head knows it.
struct HeadRun {
  RunSummary summary;
  Value about = Value::object();  ///< base revision, digest of the spec, target
  StoredList journal;             ///< its records so far, but for those that stand in the head itself
};

/// Objects by the digests of their ids, in 2^n texts: what does not change is not written again, and is shared by the
/// inventory and the revisions.
struct HeadRevision {
  std::uint64_t number = 0;
  std::uint64_t run = 0;
  WallTime at{};
  std::string spec_digest;
  Stored about;  ///< spec, facts, chosen, plugins, slots
  Stored order;  ///< ids of its objects
  StoredList objects;
};

/// The one object that says what counts: whatever is not named by it was never written. Every commit is one write of
/// it, on the condition that nobody wrote it since.
struct Head {
  std::uint64_t epoch = 0;   ///< of the last writer
  std::string writer;        ///< who that was: the identity in its lease
  std::uint64_t commit = 0;  ///< how many there were
  std::string uid;
  std::string stack;
  std::map<std::string, std::int64_t> slots;
  Value chosen = Value::object();
  std::vector<HeadRun> runs;            ///< oldest first; the last one may be open
  std::vector<HeadRevision> revisions;  ///< oldest first
  std::map<std::string, Rejection> rejections;
  StoredList inventory;  ///< at the end of the last run that ended; what the open one changed is in its journal
  std::optional<Stored> identities;
  std::string records;  ///< the newest of the open run's journal, a line each

  [[nodiscard]] const HeadRun* open_run() const;
  [[nodiscard]] const HeadRun* run(std::uint64_t number) const;
  [[nodiscard]] const HeadRevision* revision(std::uint64_t number) const;
  [[nodiscard]] std::uint64_t last_revision() const { return revisions.empty() ? 0 : revisions.back().number; }
  [[nodiscard]] std::uint64_t last_run() const { return runs.empty() ? 0 : runs.back().summary.run; }
  /// All that it names.
  [[nodiscard]] std::set<Stored> stored() const;
};

/// All but the records. Reading throws nlohmann's errors on a wrong shape.
[[nodiscard]] Value to_value(const Head& head);
[[nodiscard]] Head head_from(const Value& value);

}  // namespace trimtab
