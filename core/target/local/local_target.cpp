#include "core/target/local/local_target.h"

#include "core/target/local/driver/drivers.h"
#include "core/target/local/facts.h"
#include "core/target/local/lower/lower.h"
#include "core/target/local/secret_notes.h"
#include "core/target/local/slots.h"
#include "core/target/local/temporaries.h"

namespace trimtab {

Result<std::unique_ptr<LocalTarget>> LocalTarget::open(const std::string& stack, const Value& settings,
                                                       const LocalCaller& caller, const Seams& seams) {
  TRIMTAB_TRY(LocalSettings local, local_settings_from(stack, settings, caller));
  TRIMTAB_TRY(Path tools, S6::find_tools());
  LocalLayout layout(local.state);
  LocalSite site{std::move(local), caller, std::move(layout), seams};
  return std::unique_ptr<LocalTarget>(new LocalTarget(std::move(site), std::move(tools)));
}

LocalTarget::LocalTarget(LocalSite site, Path tools)
    : site_(std::move(site)), s6_(site_.seams.processes, site_.seams.clock, std::move(tools)), supervisor_(site_, s6_) {
  drivers_.emplace("directory", make_directory_driver(site_));
  drivers_.emplace("file", make_file_driver(site_));
  drivers_.emplace("secret", make_secret_driver(site_));
  drivers_.emplace("port", make_port_driver(site_));
  drivers_.emplace("tree", make_tree_driver(site_));
  drivers_.emplace("task", make_task_driver(site_, s6_));
  drivers_.emplace("service", make_service_driver(site_, s6_));
}

std::string LocalTarget::description() const {
  const std::string who = site_.settings.fixed ? "processes as user " + site_.settings.fixed->name
                                               : std::string("each component's processes as a user of its own");
  return "local (" + site_.layout.root().native() + ", " + who + ")";
}

Result<Value> LocalTarget::observe_target() { return local_target_facts(site_); }

Result<Value> LocalTarget::observe_facts(std::span<const FactRequest> requests) { return local_facts(site_, requests); }

std::vector<SlotRequest> LocalTarget::slots(std::span<const Resource> resources) const {
  return local_slots(resources, site_.settings);
}

bool LocalTarget::is_taken(const Value& facts, std::string_view pool, std::int64_t number) const {
  return is_taken_locally(facts, pool, number);
}

Result<std::vector<Object>> LocalTarget::lower(const Lowering& lowering) const {
  Scene scene(site_.settings, site_.layout, lowering);
  return lower_all(scene);
}

Driver* LocalTarget::driver(std::string_view name) {
  const auto found = drivers_.find(name);
  return found == drivers_.end() ? other_driver(name) : found->second.get();
}

/// The path of a file of ours, and of nothing else.
Result<std::string> LocalTarget::read_secret(const std::string& place) {
  const Path path(place);
  const Path inside = path.lexically_relative(site_.layout.secrets());
  if (path != path.lexically_normal() || inside.empty() || *inside.begin() == "..") {
    return fail(Errc::invalid, "E0746", place + " is no secret of this stack");
  }
  return site_.seams.disk.read(path, largest_secret);
}

bool LocalTarget::needs_mending() const { return supervisor_.is_missing(); }

Result<std::vector<std::string>> LocalTarget::prepare() { return supervisor_.prepare(); }

Status LocalTarget::tidy_up() { return remove_half_made(site_); }

Status LocalTarget::retire() { return supervisor_.retire(); }

Status LocalTarget::dissolve() { return supervisor_.dissolve(); }

}  // namespace trimtab
