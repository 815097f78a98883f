#pragma once

#include <string>

#include <trimtab/plugin.hpp>

namespace trimtab::nfs {

/// What clients mount.
[[nodiscard]] std::string export_path(const std::string& component);

/// Configuration of NFS-Ganesha.
[[nodiscard]] std::string ganesha_conf(const View& spec, const std::string& component);

}  // namespace trimtab::nfs
