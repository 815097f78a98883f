#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "core/cli/cluster_note.h"
#include "core/cli/console.h"
#include "core/cli/home.h"
#include "core/cli/options.h"
#include "core/cli/reached_cluster.h"
#include "core/cli/world.h"
#include "core/model/desired.h"
#include "core/model/stack.h"
#include "core/plan/options.h"
#include "core/plugin/plugin_drivers.h"
#include "core/plugin/registry.h"
#include "core/spec/kind_schema.h"
#include "core/state/store.h"
#include "core/target/target.h"

namespace trimtab {

/// The memory of a stack, opened, and what it holds.
struct Memory {
  Store& store;  ///< as long as the workspace
  Record record;
  std::uint64_t last_run = 0;  ///< the newest before the record was read
};

/// What one command works with: the world, the plugins, the spec where there is one, the stack's target and its memory.
/// Parts are opened when a command first asks for them and live as long as the workspace.
class Workspace {
 public:
  Workspace(const Options& options, const Console& console) : options_(options), console_(console) {}
  ~Workspace() { tell_stats(); }
  Workspace(const Workspace&) = delete;
  Workspace& operator=(const Workspace&) = delete;

  [[nodiscard]] const World& world() const { return world_; }
  [[nodiscard]] Result<Registry*> plugins();
  /// All plugins that were found, broken ones among them.
  [[nodiscard]] Result<std::unique_ptr<Registry>> scan_plugins();
  /// Of the kinds that the plugins describe.
  [[nodiscard]] Result<KindSchemas*> schemas();
  /// The spec, checked; an error lists all its mistakes.
  [[nodiscard]] Result<const Stack*> stack();

  /// Where the spec says what; null when none was read.
  [[nodiscard]] const Places* places() const { return stack_ ? stack_->places.get() : nullptr; }

  /// Settles where the stack lives, from the spec or from --stack; everything below needs it first.
  [[nodiscard]] Status settle() { return settle_for(false); }
  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] const TargetChoice& choice() const { return choice_; }
  [[nodiscard]] Target& target() { return *target_; }

  /// Begins to read the world for a plan, where it is read for one; before the memory, and again with it.
  [[nodiscard]] Status look_ahead();
  [[nodiscard]] std::shared_ptr<void> look_ahead(const Memory& memory);
  /// The memory without a lock: reads, also while an apply writes.
  [[nodiscard]] Result<Memory> reader();
  /// Takes the stack's lock, opens the memory for writing and settles what an interrupted run left open, saying so.
  [[nodiscard]] Result<Memory> writer(const std::string& command);
  /// False when the next writer has to remove what a killed one left.
  [[nodiscard]] bool is_tidy() const { return home_->is_tidy(); }
  /// Starts again what the target keeps running for the stack and found ended, saying so. Whoever holds the lock does
  /// that for itself and is left alone.
  [[nodiscard]] Status mend(const std::string& command);
  /// Remembers on this machine which cluster a plan is carried out on.
  [[nodiscard]] Status note_place(const Plan& plan);
  /// Removes all that the stack had on its target, its memory last. Needs the writer, which is gone afterwards.
  [[nodiscard]] Status dissolve();

  /// The objects of the spec, for this target and record.
  [[nodiscard]] Result<Desired> desired(const Record& record);
  /// Guards and flags as the command line says, with what the store knows.
  [[nodiscard]] Result<PlanOptions> plan_options(Store& store);

 private:
  [[nodiscard]] Result<PluginOptions> plugin_options() const;
  [[nodiscard]] Result<std::unique_ptr<Registry>> open_plugins();
  /// How many requests were sent, where that was asked for.
  void tell_stats() const;
  /// What the open memory holds. Nothing is done with a record on another target than the one it was made on.
  [[nodiscard]] Result<Memory> recognised();
  [[nodiscard]] Result<Memory> remembered();
  /// Of a stack that is known by its name alone.
  [[nodiscard]] TargetChoice known_target() const;
  [[nodiscard]] Status open_target();
  void give_plugin_drivers();
  [[nodiscard]] Status open_cluster();
  /// The spec; `head_is_read` as LoadRequest says, where it was not read before.
  using HeadIsRead = std::function<void(const std::string& name, const TargetChoice& target)>;
  [[nodiscard]] Result<const Stack*> read_stack(HeadIsRead head_is_read);
  [[nodiscard]] KindSchemas& kind_schemas();
  [[nodiscard]] Status settle_for(bool reading);
  void reach_cluster(const std::string& stack, const Value& settings, bool looks_ahead);
  /// What may be asked for anew at any time; empty: nowhere.
  [[nodiscard]] static Path cache_of_clusters();

  const Options& options_;
  const Console& console_;
  World world_;
  std::optional<Result<std::unique_ptr<Registry>>> plugins_;
  std::optional<PluginDrivers> plugin_drivers_;  // of the target, which goes before them
  std::optional<KindSchemas> schemas_;           // after the plugins, whose kinds they read
  std::optional<Stack> stack_;
  std::string name_;
  TargetChoice choice_;
  std::unique_ptr<Target> target_;
  std::unique_ptr<ReachedCluster> reached_;  ///< null when nothing was begun, or the target is open
  std::optional<ClusterNote> note_;          ///< of a stack in a cluster
  std::unique_ptr<Home> home_;               // after the target, through which one in a cluster is reached
  std::unique_ptr<Store> store_;             // after the home: closed before its lock is given back
};

}  // namespace trimtab
