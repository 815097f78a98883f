# Flags that must be the same in every translation unit and every link, hence set for the whole tree.
include(CheckPIESupported)
include(CheckCXXSourceCompiles)
check_pie_supported(LANGUAGES CXX)

option(TRIMTAB_HARDENING "Stack protector, fortified libc calls, full RELRO in optimised builds" ON)
set(TRIMTAB_SANITIZE "" CACHE STRING "Sanitizers for the whole tree, as -fsanitize= takes them")

if(TRIMTAB_SANITIZE)
  add_compile_options(-fsanitize=${TRIMTAB_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${TRIMTAB_SANITIZE})
  if(TRIMTAB_SANITIZE STREQUAL "thread" AND EXISTS /proc/sys/vm/mmap_rnd_bits)
    # GCC 12's thread sanitizer needs addresses that a kernel with more random bits may give to something else.
    file(READ /proc/sys/vm/mmap_rnd_bits random_bits)
    if(random_bits GREATER 28)
      set(CMAKE_CROSSCOMPILING_EMULATOR setarch --addr-no-randomize)
    endif()
  endif()
elseif(TRIMTAB_HARDENING AND NOT CMAKE_BUILD_TYPE STREQUAL "Debug")
  set(CMAKE_REQUIRED_FLAGS "-O2 -Werror -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3")
  check_cxx_source_compiles("#include <cstring>\nint main() { return 0; }" TRIMTAB_FORTIFY_3)
  unset(CMAKE_REQUIRED_FLAGS)
  add_compile_options(-fstack-protector-strong -fstack-clash-protection -U_FORTIFY_SOURCE
    -D_FORTIFY_SOURCE=$<IF:$<BOOL:${TRIMTAB_FORTIFY_3}>,3,2>)
  add_compile_definitions(_GLIBCXX_ASSERTIONS)
endif()
add_link_options(LINKER:-z,relro LINKER:-z,now LINKER:-z,noexecstack LINKER:--as-needed)
