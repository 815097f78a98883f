#pragma once

#include <string>

#include <trimtab/plugin.hpp>

namespace trimtab::nfs {

/// Whose the files of a share are, whoever of a client writes them; also who publishes where no server is ours.
inline constexpr int nobody = 65534;

/// The account of pods that must be root, as Kubernetes has it.
[[nodiscard]] Json root_account();

/// A server of our own in a cluster: its disk, its address and its exports.
class Ganesha {
 public:
  /// Throws a Problem where the namespace does not admit what it needs.
  Ganesha(const ExpandContext& context, Expansion& expansion);

  void add();
  /// What pods mount of it: the directory "source", or a share.
  [[nodiscard]] Volume volume(const std::string& name, const std::string& below, const std::string& access,
                              const std::string& size) const;
  [[nodiscard]] const std::string& image() const { return image_; }
  /// Of its service, which nodes connect to.
  [[nodiscard]] const std::string& address() const { return address_; }

 private:
  void check_namespace() const;
  [[nodiscard]] Workload server() const;

  const ExpandContext& context_;
  Expansion& expansion_;
  std::string image_;
  std::string address_;
};

}  // namespace trimtab::nfs
