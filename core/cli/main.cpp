#include "core/cli/app.h"

int main(int argc, char** argv) { return trimtab::run_command_line(argc, argv); }
