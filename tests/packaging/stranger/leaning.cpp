// A symbol that only the engine has.
namespace trimtab {
int inside_the_engine();
}

extern "C" int lean() { return trimtab::inside_the_engine(); }
