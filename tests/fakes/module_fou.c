/* A PKCS#11 module that crashes, hangs or answers nonsense, as the environment asks; PKCS#11 v2.40, §3. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef unsigned long ulong;
typedef ulong (*function)(void *, void *, void *, void *, void *, void *);
struct list { uint8_t major, minor; function functions[68]; };

static struct list functions;

static ulong ok(void *a, void *b, void *c, void *d, void *e, void *f) { return 0; }
static ulong unsupported(void *a, void *b, void *c, void *d, void *e, void *f) { return 0x54; }

static ulong info(void *output, void *b, void *c, void *d, void *e, void *f)
{
    memset(output, ' ', 88);
    ((uint8_t *)output)[0] = 2, ((uint8_t *)output)[1] = 20;
    return 0;
}

static ulong slots(void *present, void *output, void *count, void *d, void *e, void *f)
{
    const char *mood = getenv("MODULE_FOU");
    if (mood && !strcmp(mood, "crash")) abort();
    if (mood && !strcmp(mood, "segfault")) *(volatile int *)16 = 0;
    if (mood && !strcmp(mood, "hang")) for (;;) pause();
    *(ulong *)count = 1;
    if (output) *(ulong *)output = 7;
    return 0;
}

static ulong nonsense(void *slot, void *output, void *c, void *d, void *e, void *f)
{
    memset(output, 0xff, 100);
    return 0;
}

static ulong odd(void *a, void *b, void *c, void *d, void *e, void *f) { return 0xdeadbeef; }

static ulong get_functions(void *output, void *b, void *c, void *d, void *e, void *f)
{
    for (int i = 0; i < 68; i++) functions.functions[i] = unsupported;
    functions.major = 2, functions.minor = 20;
    functions.functions[0] = functions.functions[1] = ok;
    functions.functions[2] = info;
    functions.functions[3] = (function)get_functions;
    functions.functions[4] = slots;
    functions.functions[5] = functions.functions[6] = nonsense;
    functions.functions[12] = odd;
    *(struct list **)output = &functions;
    return 0;
}

ulong C_GetFunctionList(void *output) { return get_functions(output, 0, 0, 0, 0, 0); }
