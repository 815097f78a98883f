#include "tests/unit/state/mounted.h"

#include <sched.h>
#include <sys/mount.h>

#include <stdexcept>
#include <utility>

namespace trimtab::test {

Mounted::Mounted(std::filesystem::path directory, Kind kind, int kilobytes) : directory_(std::move(directory)) {
  if (unshare(CLONE_NEWNS) != 0 || mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0) return;
  const char* path = directory_.c_str();
  if (kind == Kind::small) {
    const std::string size = "size=" + std::to_string(kilobytes) + "k,mode=0700";
    mounted_ = mount("tmpfs", path, "tmpfs", 0, size.c_str()) == 0;
    return;
  }
  mounted_ = mount(path, path, nullptr, MS_BIND, nullptr) == 0;
  if (mounted_ && mount(nullptr, path, nullptr, MS_REMOUNT | MS_BIND | MS_RDONLY, nullptr) != 0) {
    throw std::runtime_error("cannot make " + directory_.string() + " read-only");
  }
}

void Mounted::resize(int kilobytes) {
  const std::string size = "size=" + std::to_string(kilobytes) + "k";
  if (mount(nullptr, directory_.c_str(), nullptr, MS_REMOUNT, size.c_str()) != 0) {
    throw std::runtime_error("cannot resize " + directory_.string());
  }
}

Mounted::~Mounted() {
  if (mounted_) umount2(directory_.c_str(), MNT_DETACH);
}

}  // namespace trimtab::test
