#include "core/kube/access.h"
#include "core/kube/config.h"
#include "core/support/system_disk.h"
#include "tests/fuzz/promise.h"
#include "tests/fuzz/target.h"
#include "tests/support/temporary_directory.h"

namespace trimtab::fuzz {

void read_kube_config(std::string_view input) {
  static const test::TemporaryDirectory directory;
  static const auto disk = make_system_disk();
  test::write_file(directory / "config", std::string(input));
  const auto config = read_kube_config({directory / "config"}, *disk);
  if (!config) return promise_readable(config.error());
  const auto access = kube_access(*config, {{directory / "config"}, "", true, {}}, *disk);
  if (!access) promise_readable(access.error());
}

}  // namespace trimtab::fuzz
