package sim

// Partner returns a partner of 360dialog. It returns [PartnerNotFound]; under
// --open it makes the partner known instead.
func (tx *Tx) Partner(id string) (Partner, error) {
	p, err := tx.pool(id)
	if err != nil {
		return Partner{}, err
	}
	return p.Partner, nil
}

func (tx *Tx) pool(id string) (*pool, error) {
	if p, ok := tx.s.pools[id]; ok {
		return p, nil
	}
	if !tx.s.rules.Open || id == "" {
		return nil, refuse(PartnerNotFound)
	}
	business := tx.s.rules.OpenBusiness
	if business == "" {
		business = tx.s.firstBiz
	}
	tx.EnsureBusiness(business)
	tx.AddPartner(Partner{ID: id, Business: business})
	return tx.s.pools[id], nil
}

// Pool lists a partner's rows in the order of insertion, without the deleted
// ones. It returns [PartnerNotFound].
func (tx *Tx) Pool(partner string) ([]PoolRow, error) {
	p, err := tx.pool(partner)
	if err != nil {
		return nil, err
	}
	mirrored := tx.s.rules.PoolSync == 0
	out := make([]PoolRow, 0, len(p.rows)-p.deleted)
	for _, r := range p.rows {
		if r.deletedAt.IsZero() {
			out = append(out, r.copyAt(tx.now, mirrored))
		}
	}
	return out, nil
}

// PoolRow returns one live row of a partner. It returns [PartnerNotFound] or
// [NumberNotFound].
func (tx *Tx) PoolRow(partner, numberID string) (PoolRow, error) {
	p, err := tx.pool(partner)
	if err != nil {
		return PoolRow{}, err
	}
	r, ok := p.byID[numberID]
	if !ok {
		return PoolRow{}, refuse(NumberNotFound)
	}
	return r.copyAt(tx.now, tx.s.rules.PoolSync == 0), nil
}

// InAnyPool tells whether some partner's pool holds the telephone number, and
// returns [AlreadyInPool] if so.
func (tx *Tx) InAnyPool(msisdn string) error {
	if _, held := tx.s.pooled[msisdn]; held {
		return refuse(AlreadyInPool)
	}
	return nil
}

// AddToPool makes a row for a number that Meta has registered. It returns
// [PartnerNotFound], [NumberNotFound] or [AlreadyInPool].
func (tx *Tx) AddToPool(partner, numberID string) (PoolRow, error) {
	p, err := tx.pool(partner)
	if err != nil {
		return PoolRow{}, err
	}
	n, err := tx.live(numberID)
	if err != nil {
		return PoolRow{}, err
	}
	if err := tx.InAnyPool(n.phone.MSISDN); err != nil {
		return PoolRow{}, err
	}
	n.partner = partner
	r := &poolRow{number: n, pool: p, createdAt: tx.now}
	r.learn(tx.now)
	p.rows = append(p.rows, r)
	p.byID[numberID] = r
	tx.s.pooled[n.phone.MSISDN] = r
	return r.copyAt(tx.now, false), nil
}

// TakeFromPool soft-deletes a row. It returns [PartnerNotFound] or
// [NumberNotFound].
func (tx *Tx) TakeFromPool(partner, numberID string) error {
	p, err := tx.pool(partner)
	if err != nil {
		return err
	}
	r, ok := p.byID[numberID]
	if !ok {
		return refuse(NumberNotFound)
	}
	r.deletedAt = tx.now
	delete(p.byID, numberID)
	delete(tx.s.pooled, r.number.phone.MSISDN)
	if !r.number.gone() {
		r.number.partner = ""
	}
	p.deleted++
	p.sweep()
	return nil
}

// LearnStatus lets 360dialog take over a number's status at once, as it does
// after a verification that went through it. An unknown row is left alone.
func (tx *Tx) LearnStatus(partner, numberID string) {
	if p, ok := tx.s.pools[partner]; ok {
		if r, held := p.byID[numberID]; held {
			r.learn(tx.now)
		}
	}
}
