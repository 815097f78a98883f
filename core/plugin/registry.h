#pragma once

#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/plugin/door.h"
#include "core/plugin/loader.h"
#include "core/plugin/plugins.h"
#include "core/plugin/search_path.h"
#include "core/plugin/wire.h"
#include "core/support/cancel.h"
#include "core/support/clock.h"
#include "core/support/disk.h"
#include "core/target/driver.h"

namespace trimtab {

struct PluginOptions {
  SearchPath search;
  /// Run each plugin in a child of its own, so that a crash, a leak or a hang is one failed call.
  bool isolated = false;
  Path host_program;          ///< of the child: a program that knows `plugin-host --plugin FILE`
  Duration deadline{60'000};  ///< of one call; in this process it is only noted when a call took longer
  NoteSink notes;
  const Cancel* cancel = nullptr;
};

/// A plugin file that was found, and what came of it: exactly one of description and error.
struct FoundPlugin {
  Path file;
  std::optional<PluginDescription> description;
  std::optional<Error> error;
};

/// Reads the secret that a lowered property names: in the local target, the content of the file of that path.
using ReadSecret = std::function<Result<std::string>(const std::string& property)>;

/// All plugins on the search path, each loaded and described once. Two files that offer the same kind of the same
/// plugin are an error naming both.
class Registry final : public Plugins {
 public:
  /// What was found, whatever came of it: for `plugin list`. An error only when a directory the user named is not
  /// there.
  [[nodiscard]] static Result<std::unique_ptr<Registry>> scan(PluginOptions options, const Disk& disk,
                                                              const Clock& clock);
  /// The same, but a plugin that cannot be used is an error: for everything else.
  [[nodiscard]] static Result<std::unique_ptr<Registry>> open(PluginOptions options, const Disk& disk,
                                                              const Clock& clock);

  [[nodiscard]] std::span<const FoundPlugin> found() const { return found_; }

  [[nodiscard]] std::span<const Kind> kinds() const override { return kinds_; }
  [[nodiscard]] std::span<const PluginResourceType> resource_types() const override { return types_; }
  [[nodiscard]] std::string version(std::string_view plugin) const override;
  [[nodiscard]] Result<AskReply> ask(const std::string& plugin, const AskRequest& request) override;
  [[nodiscard]] Result<ExpandReply> expand(const std::string& plugin, const ExpandRequest& request) override;

  /// The driver of a resource type of a plugin's own, "mysql.user"; null for a type no plugin has. Lives no longer than
  /// the registry.
  [[nodiscard]] std::unique_ptr<Driver> make_driver(const std::string& type, ReadSecret read_secret);

 private:
  struct Member {
    Path file;
    std::string version;
    std::unique_ptr<Door> door;
    std::map<std::string, CheckedSchema> types;  ///< of its own resource types
  };

  Registry(PluginOptions options, const Disk& disk, const Clock& clock, Wire wire);
  Status find_all();
  void add(const Path& file);
  [[nodiscard]] Result<PluginDescription> open_plugin(const Path& file, Member& member);
  [[nodiscard]] Result<std::unique_ptr<Channel>> open_channel(const Path& file) const;
  [[nodiscard]] Status keep(const PluginDescription& description, Member member);
  [[nodiscard]] Result<Member*> member(const std::string& plugin);
  [[nodiscard]] Status check_own_types(const Member& member, const ExpandReply& reply) const;

  PluginOptions options_;
  const Disk& disk_;
  const Clock& clock_;
  Wire wire_;
  std::vector<FoundPlugin> found_;
  std::map<std::string, Member, std::less<>> members_;
  std::vector<Kind> kinds_;
  std::vector<PluginResourceType> types_;
};

}  // namespace trimtab
