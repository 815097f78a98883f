#include "core/target/local/ownership.h"

#include <fmt/format.h>

namespace trimtab {

Access Ownership::engine(mode_t mode) const {
  if (!root_) return Access{mode & 0700U, {}, {}};
  return Access{mode, 0, 0};
}

Access Ownership::readable(mode_t mode) const {
  if (!root_) return Access{mode & 0700U, {}, {}};
  return Access{mode, 0, group_};
}

Access Ownership::of(uid_t uid, mode_t mode) const {
  if (!root_) return Access{mode & 0700U, {}, {}};
  return Access{mode, uid, group_};
}

std::string mode_text(mode_t mode) { return fmt::format("{:04o}", mode & 07777U); }

Value to_value(const Access& access) {
  Value value{{"mode", mode_text(access.mode)}};
  if (access.uid) value["uid"] = *access.uid;
  if (access.gid) value["gid"] = *access.gid;
  return value;
}

Access access_from(const Value& value) {
  Access access;
  access.mode = static_cast<mode_t>(std::stoul(value.at("mode").get<std::string>(), nullptr, 8));
  if (value.contains("uid")) access.uid = value.at("uid").get<uid_t>();
  if (value.contains("gid")) access.gid = value.at("gid").get<gid_t>();
  return access;
}

std::vector<Difference> access_drift(const Access& access, const FileStatus& found) {
  std::vector<Difference> drift;
  if ((found.mode & 07777U) != access.mode) {
    drift.push_back({"/access/mode", mode_text(access.mode), mode_text(found.mode), false});
  }
  if (access.uid && found.uid != *access.uid) drift.push_back({"/access/uid", *access.uid, found.uid, false});
  if (access.gid && found.gid != *access.gid) drift.push_back({"/access/gid", *access.gid, found.gid, false});
  return drift;
}

}  // namespace trimtab
