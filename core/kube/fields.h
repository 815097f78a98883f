#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/kube/config.h"

namespace trimtab {

/// Reads the fields of one kubeconfig entry. What is not there is empty; what is of another type is Errc::invalid and
/// names file and field, never the value.
class KubeFields {
 public:
  /// Borrows both.
  KubeFields(const Value& fields, const KubeConfig::Entry& entry) : fields_(fields), entry_(entry) {}

  [[nodiscard]] bool has(const char* name) const;
  [[nodiscard]] bool flag(const char* name) const;
  [[nodiscard]] Result<std::string> text(const char* name) const;
  [[nodiscard]] Result<std::vector<std::string>> texts(const char* name) const;
  /// `[{name: N, value: V}, …]`
  [[nodiscard]] Result<std::map<std::string, std::string>> variables(const char* name) const;
  /// From `NAME-data`, base64, or else from the file that NAME names.
  [[nodiscard]] Result<std::string> data(const std::string& name, const Disk& disk) const;
  [[nodiscard]] Path path(const std::string& text) const;

 private:
  [[nodiscard]] std::unexpected<Error> wrong(const std::string& name, std::string_view what) const;
  const Value& fields_;
  const KubeConfig::Entry& entry_;
};

}  // namespace trimtab
