import { spawnWithLifeline } from "lifeline-parent";
const t0=performance.now();
const c = spawnWithLifeline("sh", ["-c", 'read h <&3; echo "BOUND pid=1" >&3; yes "STATUS x" | head -c 3000000 >&3; echo "STOPPING reason=\u001b[31mevil" >&3; echo READY >&3; exit 3'], {stdio:"ignore", lifeline:{heartbeatInterval:0}});
let n=0; c.lifeline.on("status",()=>n++);
c.lifeline.on("stopping",r=>console.log("stopping",JSON.stringify(r)));
c.lifeline.ready().then(()=>console.log("ready ok"),e=>console.log("ready rejected",e.code));
for (const e of ["exit","close"]) c.on(e,(...a)=>console.log(e,a,Math.round(performance.now()-t0)));
c.lifeline.on("closed",a=>console.log("closed",a,n,Math.round(performance.now()-t0)));
process.on("exit",()=>console.log("P exits",Math.round(performance.now()-t0)));
