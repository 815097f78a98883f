#include "core/kube/linked_file.h"

namespace trimtab {

Result<std::string> read_linked(const Disk& disk, const Path& file, std::uint64_t limit) {
  std::error_code problem;
  const Path real = std::filesystem::canonical(file, problem);
  return disk.read(problem ? file : real, limit);
}

}  // namespace trimtab
