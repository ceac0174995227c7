from typing import Any
import json
def test_x(engine_run: Any) -> None:
    if not engine_run.result.success: print(engine_run.failure)
    print({k:(v.passed,v.description,{a:b.value for a,b in v.metadata.items()}) for k,v in engine_run.checks.items()})
    for k,m in engine_run.materialized.items():
        print("##",k)
        for n,v in m.items(): print("  ",n,type(v).__name__,str(v.value)[:200])
    assert 0
