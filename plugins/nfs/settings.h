#pragma once

#include <string>

#include <trimtab/plugin.hpp>

namespace trimtab::nfs {

/// What clients mount.
[[nodiscard]] std::string export_path(const std::string& component);

/// Configuration of NFS-Ganesha.
[[nodiscard]] std::string ganesha_conf(const View& spec, const std::string& component);
/// The same in a cluster: the published directory, and the shares, in which every file belongs to `owner`.
[[nodiscard]] std::string ganesha_conf_in_cluster(const View& spec, const std::string& component, int owner);

}  // namespace trimtab::nfs
