#include "core/cli/app.h"
#include "tests/torture/store_vfs.h"

/// The engine as it is, but for the failpoints in it.
int main(int count, char** arguments) {
  trimtab::torture::use_store_vfs();
  return trimtab::run_command_line(count, arguments);
}
