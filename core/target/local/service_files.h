#pragma once

#include <map>
#include <string>

#include "core/model/object.h"
#include "core/target/local/s6.h"
#include "core/target/local/site.h"

namespace trimtab {

/// A file of a service directory: its text and whether it is a program.
struct ServiceFile {
  std::string text;
  bool program = false;
};

/// All files of a service directory that are made from the object alone, by their paths in it.
[[nodiscard]] std::map<std::string, ServiceFile> service_files(const Object& object, const LocalSite& site,
                                                               const S6& s6);

/// Of what a running process was started from: when this differs, only a restart makes it current. What s6 and the
/// engine do around it (probes, stop, log) is not in it.
[[nodiscard]] std::string process_digest(const Object& object);

/// When this process of a service left its run script behind; nothing while it has not. Until then it waits for what an
/// earlier one left, and what stands in `data` is of that one.
[[nodiscard]] std::optional<WallTime> launch_time(const LocalSite& site, const Path& service, pid_t process);

/// Exits in a row within the window after which a service that was never healthy is given up.
inline constexpr int exit_limit = 5;
inline constexpr std::int64_t exit_window_seconds = 120;

}  // namespace trimtab
