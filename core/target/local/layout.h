#pragma once

#include <string>
#include <string_view>

#include "core/model/id.h"
#include "core/support/disk.h"

namespace trimtab {

/// Every path of a stack's state directory, in one place. C is a component, N a resource's name.
///
///   stack                            whose directory this is; without it nothing here is touched
///   private/                         database, lock, key of keyed digests, notes on secrets; root only
///   run/C/N/vV/KEY                   version V of a secret, one file per key
///   config/C/N/FILE                  config files
///   data/C/N/, shared/KEY/           volumes
///   home/C/                          HOME of the component's account, and tmp/ in it
///   trees/C/N/versions/DIGEST/       published trees; trees/C/N/current is the link readers follow
///   tasks/C/N/DIGEST/                a task's run: run, launch, log, exit, lock, pid; tasks/C/N/current is the last
///   supervise/svc/NAME/              s6 service directories
///   supervise/scan/NAME              links to those that are supervised
///   logs/C/NAME/current              what services wrote, rotated by s6-log
class LocalLayout {
 public:
  explicit LocalLayout(Path root) : root_(std::move(root)) {}

  [[nodiscard]] const Path& root() const { return root_; }
  [[nodiscard]] Path marker() const { return root_ / "stack"; }
  [[nodiscard]] Path private_directory() const { return root_ / "private"; }
  [[nodiscard]] Path key() const { return private_directory() / "key"; }

  [[nodiscard]] Path secrets() const { return root_ / "run"; }
  [[nodiscard]] Path secret(std::string_view component, std::string_view name) const;
  [[nodiscard]] Path secret_version(std::string_view component, std::string_view name, std::int64_t version) const;
  /// What was decided about each version, without values: private/secrets/C/N/vV.
  [[nodiscard]] Path secret_notes() const { return private_directory() / "secrets"; }
  [[nodiscard]] Path secret_notes(std::string_view component, std::string_view name) const;

  [[nodiscard]] Path config(std::string_view component, std::string_view name) const;
  [[nodiscard]] Path volume(std::string_view component, std::string_view name) const;
  [[nodiscard]] Path shared(std::string_view key) const { return root_ / "shared" / key; }
  [[nodiscard]] Path home(std::string_view component) const { return root_ / "home" / component; }
  [[nodiscard]] Path tree(std::string_view component, std::string_view name) const;
  [[nodiscard]] Path tree_link(std::string_view component, std::string_view name) const;

  [[nodiscard]] Path tasks() const { return root_ / "tasks"; }
  [[nodiscard]] Path task(std::string_view component, std::string_view name) const;
  [[nodiscard]] Path task_link(std::string_view component, std::string_view name) const;

  [[nodiscard]] Path supervise() const { return root_ / "supervise"; }
  [[nodiscard]] Path scan() const { return supervise() / "scan"; }
  [[nodiscard]] Path services() const { return supervise() / "svc"; }
  [[nodiscard]] Path sweep() const { return supervise() / "sweep"; }
  [[nodiscard]] Path supervisor_log() const { return supervise() / "log"; }
  [[nodiscard]] Path service(const Id& object) const { return services() / service_name(object); }
  [[nodiscard]] Path service_link(const Id& object) const { return scan() / service_name(object); }
  [[nodiscard]] Path log(const Id& object) const;

  /// "component.name[.part]": names are DNS labels, so the dots keep two services apart.
  [[nodiscard]] static std::string service_name(const Id& object);

 private:
  [[nodiscard]] Path below(std::string_view top, std::string_view component, std::string_view name) const;

  Path root_;
};

/// The part of a digest that names files; 48 bits are plenty for the few versions one resource has.
[[nodiscard]] std::string short_digest(std::string_view digest);

}  // namespace trimtab
