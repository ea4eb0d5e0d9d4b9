export async function runVeteran() { return undefined; }
