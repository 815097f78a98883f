#include "tests/support/faulty_disk.h"

#include <utility>

namespace trimtab::test {

void FaultyDisk::fail_at(std::size_t call, When when, bool for_good) {
  const std::scoped_lock lock(mutex_);
  failing_ = calls_.size() + call;
  when_ = when;
  for_good_ = for_good;
}

std::vector<std::string> FaultyDisk::calls() const {
  const std::scoped_lock lock(mutex_);
  return calls_;
}

bool FaultyDisk::counts_as_failing(const std::string& call) {
  const std::scoped_lock lock(mutex_);
  calls_.push_back(call);
  return failing_ != 0 && (calls_.size() == failing_ || (for_good_ && calls_.size() > failing_));
}

template <class Effect>
Status FaultyDisk::change(const std::string& call, Effect effect) {
  if (!counts_as_failing(call)) return effect();
  if (when_ == When::after) TRIMTAB_CHECK(effect());
  return fail(Errc::failed, "E0772", call + ": Input/output error");
}

Result<std::optional<FileStatus>> FaultyDisk::status(const Path& path) const {
  auto found = disk_.status(path);
  if (const auto change = std::exchange(meanwhile_, nullptr)) change();
  return found;
}

Status FaultyDisk::write(const Path& path, std::string_view content, const Access& access) {
  return change("write " + path.string(), [&] { return disk_.write(path, content, access); });
}

Status FaultyDisk::make_directory(const Path& path, const Access& access) {
  return change("make_directory " + path.string(), [&] { return disk_.make_directory(path, access); });
}

Status FaultyDisk::set_access(const Path& path, const Access& access) {
  return change("set_access " + path.string(), [&] { return disk_.set_access(path, access); });
}

Status FaultyDisk::switch_link(const Path& link, const Path& target) {
  return change("switch_link " + link.string() + " " + target.string(),
                [&] { return disk_.switch_link(link, target); });
}

Status FaultyDisk::copy_tree(const Path& from, const Path& to, const Access& directories, const Access& files) {
  return change("copy_tree " + from.string() + " " + to.string(),
                [&] { return disk_.copy_tree(from, to, directories, files); });
}

Status FaultyDisk::rename(const Path& from, const Path& to) {
  return change("rename " + from.string() + " " + to.string(), [&] { return disk_.rename(from, to); });
}

Status FaultyDisk::remove_file(const Path& path) {
  return change("remove_file " + path.string(), [&] { return disk_.remove_file(path); });
}

Status FaultyDisk::remove_tree(const Path& path) {
  return change("remove_tree " + path.string(), [&] { return disk_.remove_tree(path); });
}

}  // namespace trimtab::test
