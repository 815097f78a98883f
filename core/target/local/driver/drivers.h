#pragma once

#include <memory>

#include "core/target/driver.h"
#include "core/target/local/s6.h"
#include "core/target/local/site.h"

namespace trimtab {

/// The drivers of the local target, by the kind of object they hold. `site` and `s6` outlive them.
[[nodiscard]] std::unique_ptr<Driver> make_directory_driver(const LocalSite& site);
[[nodiscard]] std::unique_ptr<Driver> make_file_driver(const LocalSite& site);
[[nodiscard]] std::unique_ptr<Driver> make_secret_driver(const LocalSite& site);
[[nodiscard]] std::unique_ptr<Driver> make_port_driver(const LocalSite& site);
[[nodiscard]] std::unique_ptr<Driver> make_tree_driver(const LocalSite& site);
[[nodiscard]] std::unique_ptr<Driver> make_task_driver(const LocalSite& site, const S6& s6);
[[nodiscard]] std::unique_ptr<Driver> make_service_driver(const LocalSite& site, const S6& s6);

}  // namespace trimtab
